/** A file that came with a multipart body, in memory. */
export class UploadedFile {
  // Private, so that nothing copies or prints the bytes by accident.
  readonly #data: Buffer;

  constructor(
    readonly filename: string,
    readonly mimetype: string,
    data: Buffer,
  ) {
    this.#data = data;
  }

  get data(): Buffer {
    return this.#data;
  }
}
