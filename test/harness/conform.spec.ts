import { conform } from './conform';

describe('the check of answers against the OpenAPI document', () => {
  const status = { status: 200, body: { status: 'joined' } };
  it('passes what fits', () => expect(() => conform('GET', '/api/v2/course/1/status/', status)).not.toThrow());

  it.each([
    ['a status that is not listed', { status: 201, body: { status: null } }],
    ['a missing field', { status: 200, body: {} }],
    ['a field of another type', { status: 200, body: { status: 7 } }],
    ['a word that is not in the list', { status: 200, body: { status: 'member' } }],
    ['a field that is not in the schema', { status: 200, body: { status: null, secret: true } }],
    ['an error in another shape', { status: 404, body: { message: 'Not found' } }],
  ])('refuses %s', (_, answer) => {
    expect(() => conform('GET', '/api/v2/course/1/status/', answer)).toThrow('OpenAPI document');
  });
});
