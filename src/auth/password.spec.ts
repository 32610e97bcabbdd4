import { checkPassword, hashPassword } from './password';

describe('a password', () => {
  it('fits its own hash only', async () => {
    const hash = await hashPassword('Grün 🌱');
    expect(await checkPassword('Grün 🌱', hash)).toBe(true);
    for (const other of ['grün 🌱', 'Grün 🌱 ', '', 'Grün']) expect(await checkPassword(other, hash)).toBe(false);
  });

  it('has another hash each time', async () => {
    expect(await hashPassword('same')).not.toBe(await hashPassword('same'));
  });

  it('fits no missing hash, not even the empty one', async () => {
    for (const guess of ['', 'anything']) expect(await checkPassword(guess, null)).toBe(false);
  });

  it('fits hashes that were made at another cost', async () => {
    // The vector of RFC 7914 with N = 1024, r = 8, p = 16.
    const key = Buffer.from(
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
      'hex',
    );
    const hash = `$scrypt$ln=10,r=8,p=16$${Buffer.from('NaCl').toString('base64')}$${key.toString('base64')}`;
    expect([await checkPassword('password', hash), await checkPassword('Password', hash)]).toEqual([true, false]);
  });

  it('is never compared with a hash that cannot be read', async () => {
    await expect(checkPassword('x', '$argon2id$whatever')).rejects.toThrow('malformed');
  });
});
