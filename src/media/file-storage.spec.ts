import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { FileStorage } from './file-storage';

describe('FileStorage', () => {
  let root: string;
  let storage: FileStorage;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'storage-'));
    storage = new FileStorage(root);
  });
  afterEach(() => rm(root, { recursive: true }));

  const put = (key: string, text: string, size = text.length) =>
    storage.put(key, Buffer.from(text), { contentType: 'text/plain', size });

  it('gives back what was put, from a buffer or from a stream', async () => {
    await put('doc/a/one.txt', 'first');
    await storage.put('doc/a/two.txt', Readable.from([Buffer.from('sec'), Buffer.from('ond')]), {
      contentType: 'text/plain',
      size: 6,
    });
    const one = await storage.get('doc/a/one.txt');
    expect(one?.size).toBe(5);
    expect(String(await buffer(one!.body))).toBe('first');
    expect(String(await buffer((await storage.get('doc/a/two.txt'))!.body))).toBe('second');
  });

  it('answers null for what is not there, also below something that is a file', async () => {
    await put('doc/a/one.txt', 'x');
    expect(await storage.get('doc/b/one.txt')).toBeNull();
    expect(await storage.get('doc/a/one.txt/deeper')).toBeNull();
    expect(await storage.get('doc/a')).toBeNull();
  });

  it('leaves nothing when the stream breaks or is shorter than announced', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('the database went away');
      })(),
    );
    await expect(storage.put('doc/a/one.txt', broken, { contentType: 'text/plain', size: 8 })).rejects.toThrow(/away/);
    await expect(put('doc/a/one.txt', 'short', 500)).rejects.toThrow(/500 bytes/);
    expect(await storage.get('doc/a/one.txt')).toBeNull();
    expect(await readdir(join(root, 'doc/a'))).toEqual([]);
  });

  it('removes a folder and its files only, and does not mind doing it twice', async () => {
    await put('doc/a/one.txt', 'x');
    await put('doc/ab/one.txt', 'y');
    await storage.remove('doc/a');
    await storage.remove('doc/a');
    expect(await storage.get('doc/a/one.txt')).toBeNull();
    expect(String(await buffer((await storage.get('doc/ab/one.txt'))!.body))).toBe('y');
  });

  it.each([
    '../secret/x',
    'doc/../../etc/passwd',
    '/etc/passwd',
    'doc//x',
    'doc/a\0/x',
    'doc\\..\\x/y',
    'doc',
    'doc/.',
    '',
  ])('refuses the key %j', async (key) => {
    await expect(storage.get(key)).rejects.toThrow('Not a storage key');
    await expect(put(key, 'x')).rejects.toThrow('Not a storage key');
    await expect(storage.remove(key)).rejects.toThrow('Not a storage key');
  });
});
