import type { InvitationSweeper } from '../../src/invitation/invitation.sweeper';
import type { Kind, World } from '../harness/world';
import type { Call } from './explain';
import type { Command } from './model';
import type { Script } from './scripts';
import { type Cast, cast, EVENT_PRIVACY, nextDay, stage } from './stage';
import { type Reply, send } from './wire';

/** A history that was played. */
export interface Played {
  readonly script: Script;
  readonly people: Cast;
  readonly subjectId: number;
  readonly calls: readonly Call[];
  /** How many invitations waited when the next day came. */
  readonly parked: number;
}

/** How one request is sent; a test that breaks things puts its own in the place of this one. */
export type Sender = (method: string, path: string, token: string, body?: unknown) => Promise<Reply>;

/** Sends each request to one of several services, in turn. */
export function inTurn(origins: readonly string[]): Sender {
  let next = 0;
  return (method, path, token, body) => send(origins[next++ % origins.length]!, method, path, { token, body });
}

/** Where histories are played: who carries out requests, and who delivers what was parked, all of them at once. */
export interface Scene {
  readonly world: World;
  readonly sender: Sender;
  readonly sweepers: readonly Pick<InvitationSweeper, 'sweep'>[];
}

/** Plays scripts, several at once, each by people of its own and on a course or event of its own. */
export async function play(scene: Scene, all: readonly Script[], atOnce = 6): Promise<Played[]> {
  const casts = await cast(scene.world, all.length);
  const played: Played[] = [];
  const waiting = all.map((script, at) => ({ script, people: casts[at]! }));
  const worker = async (): Promise<void> => {
    for (let item = waiting.pop(); item; item = waiting.pop()) {
      const subjectId = await stage(scene.world.db, item.people, item.script);
      played.push(await new Performance(scene, item.script, item.people, subjectId).whole());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return played;
}

/** One history while it is played. */
class Performance {
  private readonly calls: Call[] = [];
  /** Resolves with what went wrong. */
  private sweeping: Promise<unknown> = Promise.resolve();
  private parked = 0;

  constructor(
    private readonly scene: Scene,
    private readonly script: Script,
    private readonly people: Cast,
    private readonly subjectId: number,
  ) {}

  async whole(): Promise<Played> {
    const { script, people, subjectId } = this;
    await Promise.all(script.clients.map((client) => this.run(client)));
    await this.run(script.after);
    const failure = await this.sweeping;
    if (failure) throw failure;
    const { calls, parked } = this;
    return { script, people, subjectId, calls: [...calls.flatMap(inSteps(script)), ...this.deliveries()], parked };
  }

  private async run(commands: readonly Command[]): Promise<void> {
    for (const command of commands) {
      const asked = performance.now();
      const { status, body } = await this.carryOut(command);
      const known = status !== 0 && status !== 503;
      const shown = command.name === 'read' && status === 200 ? String(body.status) : undefined;
      this.calls.push({ command, asked, answered: known ? performance.now() : Infinity, answer: status, shown });
    }
  }

  private async carryOut(command: Command): Promise<Pick<Reply, 'status' | 'body'>> {
    const { script, people, subjectId, scene } = this;
    const { db } = scene.world;
    if (command.name === 'next day') {
      this.parked += await nextDay(db, script.kind, subjectId);
      this.sweeping = this.deliverAll().catch((error: unknown) => error);
      return { status: 200, body: undefined };
    }
    if (command.name === 'block') {
      await db.query(`UPDATE app_user SET status = 'blocked' WHERE id = $1`, [people.ids[command.targets[0]!]]);
      return { status: 200, body: undefined };
    }
    const [method, path, body] = requestOf(script.kind, subjectId, people, command);
    return scene.sender(method, path, people.tokens[command.actor]!, body);
  }

  /** Lets all sweepers go through what is due until nothing of this history is left; those of others take part. */
  private async deliverAll(): Promise<void> {
    const { db } = this.scene.world;
    const left = `SELECT FROM invitation_parked WHERE subject_kind = $1 AND subject_id = $2`;
    for (let round = 0; round < 20; round++) {
      await Promise.all(this.scene.sweepers.map((sweeper) => sweeper.sweep()));
      if ((await db.query(left, [this.script.kind, this.subjectId])).length === 0) return;
    }
  }

  /** What the sweepers may have done at any time since the next day, once for each sender. */
  private deliveries(): Call[] {
    const day = this.calls.find(({ command }) => command.name === 'next day');
    if (!day) return [];
    const senders = new Set(
      this.calls
        .map(({ command }) => command)
        .filter(isInvitation)
        .map(({ actor }) => actor),
    );
    return [...senders].map((actor) => ({
      command: { name: 'deliver', actor, targets: [] },
      asked: day.asked,
      answered: Infinity,
      answer: 0,
    }));
  }
}

/**
 * An invitation decides whose has to wait before it reaches the others, and locks nobody out in between: two steps of one
 * request.
 */
const inSteps =
  ({ start }: Script) =>
  (call: Call): Call[] => {
    const { command, answer } = call;
    const [busy, others] = [true, false].map((is) => command.targets.filter((user) => start.busy[user] === is));
    if (!isInvitation(command) || answer !== 204 || busy!.length === 0 || others!.length === 0) return [call];
    return [busy!, others!].map((targets) => ({ ...call, command: { ...command, targets } }));
  };

/** Whether somebody sent it; the others happen by themselves. */
export const isRequest = ({ command }: Call): boolean => command.actor >= 0 && command.name !== 'deliver';

const isInvitation = ({ name }: Command): boolean => name === 'invite';

const OWN: Readonly<Record<string, readonly [method: string, path: string]>> = {
  join: ['POST', 'join/'],
  leave: ['DELETE', 'join/'],
  read: ['GET', 'status/'],
  subscribe: ['POST', 'subscribe/'],
  unsubscribe: ['DELETE', 'subscribe/'],
  go: ['POST', 'going/'],
  'go back': ['DELETE', 'going/'],
  'not go': ['POST', 'not_going/'],
  'not go back': ['DELETE', 'not_going/'],
  hide: ['POST', 'hide/'],
  show: ['POST', 'show/'],
};

/** What a client sends for a command. */
function requestOf(
  kind: Kind,
  id: number,
  { ids }: Cast,
  command: Command,
): [method: string, path: string, body?: unknown] {
  const base = `/api/v2/${kind}/${id}/`;
  const { name, targets, roles, privacy } = command;
  const own = OWN[name];
  if (own) return [own[0], base + own[1]];
  const named = (users: readonly number[]) => users.map((user) => ids[user]!);
  switch (name) {
    case 'expel':
      return ['DELETE', `${base}${kind === 'course' ? 'join' : 'subscribe'}/?user=${ids[targets[0]!]}`];
    case 'invite':
      return ['POST', `${base}invite/`, { users: named(targets) }];
    case 'uninvite':
      return ['DELETE', `${base}invite/`, { users: named(targets) }];
    case 'go for others':
      return ['POST', `${base}going/`, { users: named(targets) }];
    case 'role': {
      const lists = Object.entries(roles!).map(([list, users]) => [list, named(users)]);
      return ['POST', `${base}role/`, Object.fromEntries(lists)];
    }
    default:
      return ['PATCH', base, kind === 'course' ? { privacy } : EVENT_PRIVACY[privacy!]];
  }
}
