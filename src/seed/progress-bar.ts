import type { WriteStream } from 'node:tty';

const WIDTH = 30;
const number = new Intl.NumberFormat('en');

/** Shows how far something has come: one line that changes on a terminal, one line at the end elsewhere. */
export class ProgressBar {
  private readonly began = Date.now();

  constructor(
    private readonly name: string,
    private readonly total: number,
    private readonly out: WriteStream = process.stdout,
  ) {}

  /** `already` were done before this began. */
  show(done: number, already = 0): void {
    if (!this.out.isTTY) return;
    const share = this.total === 0 ? 1 : Math.min(1, done / this.total);
    const full = Math.round(share * WIDTH);
    const bar = '█'.repeat(full) + '░'.repeat(WIDTH - full);
    this.out.write(`\r${this.name.padEnd(14)} ${bar} ${this.counted(done)} ${this.left(done, already)}\x1b[K`);
  }

  finish(): void {
    const seconds = ((Date.now() - this.began) / 1000).toFixed(1);
    const start = this.out.isTTY ? '\r\x1b[K' : '';
    this.out.write(`${start}${this.name.padEnd(14)} ${number.format(this.total).padStart(12)}   ${seconds} s\n`);
  }

  private counted(done: number): string {
    return `${number.format(Math.min(done, this.total))} / ${number.format(this.total)}`;
  }

  private left(done: number, already: number): string {
    const fresh = done - already;
    if (fresh <= 0) return '';
    const seconds = Math.round(((Date.now() - this.began) / 1000 / fresh) * Math.max(0, this.total - done));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
  }
}
