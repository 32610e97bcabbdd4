import { InvitationSweeper } from '../../src/invitation/invitation.sweeper';
import { type Kind, statementsOf, type Subject, World } from '../harness/world';

const invite = (kind: Kind, { id }: Subject) => `/api/v2/${kind}/${id}/invite/`;

describe.each<Kind>(['course', 'event'])('budgets of invitations to a %s', (kind) => {
  let world: World;
  let sweeper: InvitationSweeper;
  beforeAll(async () => {
    world = await World.start({
      INVITES_PER_SENDER_PER_DAY: '10',
      INVITES_PER_COURSE_PER_DAY: '8',
      INVITES_PER_RECEIVER_PER_DAY: '2',
    });
    sweeper = world.app.get(InvitationSweeper);
  });
  afterAll(() => world.stop());

  const make = (creatorId?: number) => world[kind]({ privacy: 'private' }, creatorId);
  const send = (subject: Subject, users: readonly number[]) => subject.creator.post(invite(kind, subject), { users });
  const invited = async (subject: Subject) => (await subject.creator.get(invite(kind, subject))).body.count;
  const types = async (subject: Subject) => (await world.outbox(kind, subject.id)).map(({ type }) => type);

  /** Somebody who got as many invitations today as one may. */
  const sated = async () => {
    const person = await world.person();
    // Courses and events share the receiver's budget.
    const [course, event] = [await world.course(), await world.event()];
    for (const [each, subject] of [
      ['course', course],
      ['event', event],
    ] as const) {
      await subject.creator.post(invite(each, subject), { users: [person.id] });
    }
    return person;
  };

  /** A day goes by for everything that was sent and parked. */
  const nextDay = async () => {
    for (const table of ['course_invitation', 'event_invitation']) {
      await world.db.query(`UPDATE ${table} SET created_at = created_at - interval '25 hours'`);
    }
    await world.db.query(
      `UPDATE invitation_parked SET due_at = due_at - interval '25 hours', parked_at = parked_at - interval '25 hours'`,
    );
  };
  const parked = () => world.db.query<{ user_id: number }>('SELECT user_id FROM invitation_parked');
  afterEach(() => world.db.query('DELETE FROM invitation_parked'));

  it('refuses the sender who sends too many, names the limiter and writes nothing', async () => {
    const sender = await world.person();
    const [first, second] = [await make(sender.id), await make(sender.id)];
    expect((await send(first, await world.people(6))).status).toBe(204);
    const answer = await send(second, await world.people(5));
    expect(answer.status).toBe(429);
    expect(answer.body.errors).toEqual([
      { code: 'throttled', message: expect.stringMatching(/invitations by sender.* \d+ seconds/) },
    ]);
    const wait = Number(answer.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(86_000);
    expect(wait).toBeLessThanOrEqual(86_400);
    expect([await invited(second), await types(second)]).toEqual([0, []]);
    expect((await send(second, await world.people(4))).status).toBe(204);
    await nextDay();
    expect((await send(second, await world.people(3))).status).toBe(204);
  });

  it('refuses the managers of one subject together', async () => {
    const subject = await make();
    const manager = await world.as(kind === 'course' ? 'M' : 'C', kind, subject);
    await send(subject, await world.people(5));
    const answer = await manager.http.post(invite(kind, subject), { users: await world.people(4) });
    expect(answer.status).toBe(429);
    expect(answer.body.errors[0].message).toContain('invitations by subject');
    expect(await invited(subject)).toBe(5);
  });

  it('does not count those who asked, who are in, or who are invited already', async () => {
    const subject = await make();
    await send(subject, await world.people(8));
    // As it is after one of them was parked and delivered, or the operator made the budget smaller.
    await world.db.query(
      `INSERT INTO invitation_parked (subject_kind, subject_id, user_id, invited_by, due_at) VALUES ($1, $2, $3, $3, now())`,
      [kind, subject.id, (await world.person()).id],
    );
    const asked = await world.as('Q', kind, subject);
    const member = await world.as('J', kind, subject);
    expect((await send(subject, [asked.id!, member.id!])).status).toBe(204);
    expect(await world.stateOf(kind, subject.id, asked.id!)).toBe('member');
  });

  it('leaves accepting, declining and leaving alone', async () => {
    const sender = await world.person();
    const subject = await make(sender.id);
    const [ann, bob] = [await world.person(), await world.person()];
    await send(subject, [ann.id, bob.id, ...(await world.people(6))]);
    const path = kind === 'course' ? `/api/v2/course/${subject.id}/join/` : `/api/v2/event/${subject.id}/subscribe/`;
    expect((await ann.http.post(path)).status).toBeLessThan(300);
    expect((await bob.http.delete(path)).status).toBe(204);
    expect((await ann.http.delete(path)).status).toBe(204);
  });

  it('parks what is too much for the receiver, and delivers it when there is room', async () => {
    const person = await sated();
    const subject = await make();
    const [other] = await world.people(1);
    const answer = await send(subject, [person.id, other!]);
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect([await invited(subject), await world.stateOf(kind, subject.id, person.id)]).toEqual([1, 'none']);
    await sweeper.sweep();
    expect(await invited(subject)).toBe(1);
    await nextDay();
    await sweeper.sweep();
    expect(await world.stateOf(kind, subject.id, person.id)).toBe('invited');
    expect(await world.openInvitations(kind, subject.id, person.id)).toBe(1);
    expect(await types(subject)).toEqual([`${kind}.invited`, `${kind}.invited`]);
    expect(await parked()).toEqual([]);
    await sweeper.sweep();
    expect(await types(subject)).toHaveLength(2);
  });

  it('delivers no more than the receiver has room for, and the rest later', async () => {
    const person = await sated();
    const subjects = [await make(), await make(), await make()];
    for (const subject of subjects) await send(subject, [person.id]);
    expect(await parked()).toHaveLength(3);
    await nextDay();
    await sweeper.sweep();
    expect(await parked()).toHaveLength(1);
    await sweeper.sweep();
    expect(await parked()).toHaveLength(1);
    await nextDay();
    await sweeper.sweep();
    const states = await Promise.all(subjects.map(({ id }) => world.stateOf(kind, id, person.id)));
    expect(states).toEqual(['invited', 'invited', 'invited']);
  });

  it('takes a parked invitation back with the others', async () => {
    const person = await sated();
    const subject = await make();
    await send(subject, [person.id]);
    await subject.creator.delete(invite(kind, subject), { users: [person.id] });
    await nextDay();
    await sweeper.sweep();
    expect([await world.stateOf(kind, subject.id, person.id), await types(subject)]).toEqual(['none', []]);
  });

  it('lets in somebody who asked in the meantime', async () => {
    const person = await sated();
    const subject = await make();
    await send(subject, [person.id]);
    await person.http.post(
      kind === 'course' ? `/api/v2/course/${subject.id}/join/` : `/api/v2/event/${subject.id}/subscribe/`,
    );
    expect(await world.stateOf(kind, subject.id, person.id)).toBe('requested');
    await nextDay();
    await sweeper.sweep();
    expect(await world.stateOf(kind, subject.id, person.id)).toBe('member');
    expect(await types(subject)).toEqual([`${kind}.requested`, `${kind}.request_accepted`]);
  });

  it('forgets the invitation of somebody who came and went meanwhile', async () => {
    const person = await sated();
    const subject = await make();
    await send(subject, [person.id]);
    await world.stand(kind, subject.id, person.id, 'member');
    await person.http.delete(`/api/v2/${kind}/${subject.id}/${kind === 'course' ? 'join' : 'subscribe'}/`);
    await nextDay();
    await sweeper.sweep();
    expect(await world.stateOf(kind, subject.id, person.id)).toBe('none');
    expect(await types(subject)).toEqual([`${kind}.left`]);
  });

  it('drops the invitation of somebody who may not invite any more, with a note', async () => {
    const person = await sated();
    const subject = await make();
    await send(subject, [person.id]);
    await world.stand(kind, subject.id, subject.creatorId, 'member');
    await nextDay();
    await sweeper.sweep();
    expect([await world.stateOf(kind, subject.id, person.id), await parked()]).toEqual(['none', []]);
    expect(await world.outbox(kind, subject.id)).toMatchObject([
      { type: `${kind}.invitation_dropped`, user_id: person.id, actor_id: subject.creatorId },
    ]);
  });

  it('drops the invitation of somebody who was blocked, and delivers the others', async () => {
    const [person, other] = [await sated(), await sated()];
    const subject = await make();
    await send(subject, [person.id, other.id]);
    await world.db.query(`UPDATE app_user SET status = 'blocked' WHERE id = $1`, [person.id]);
    await nextDay();
    await sweeper.sweep();
    expect(await types(subject)).toEqual([`${kind}.invitation_dropped`, `${kind}.invited`]);
    expect(await world.stateOf(kind, subject.id, other.id)).toBe('invited');
  });

  it('says of an unknown person what it always says, and parks nothing', async () => {
    const person = await sated();
    const subject = await make();
    expect((await send(subject, [person.id, 2_000_000_000])).status).toBe(400);
    expect(await parked()).toEqual([]);
  });

  it('delivers each once when two processes sweep', async () => {
    const people = [await sated(), await sated(), await sated()];
    const subjects = [await make(), await make()];
    for (const subject of subjects)
      await send(
        subject,
        people.map(({ id }) => id),
      );
    await nextDay();
    await Promise.all([sweeper.sweep(), sweeper.sweep(), sweeper.sweep()]);
    for (const subject of subjects) expect(await types(subject)).toEqual(Array(3).fill(`${kind}.invited`));
  });

  it('costs at most five statements', async () => {
    const person = await sated();
    const subject = await make();
    const crowd = await world.people(7);
    const sent = await statementsOf(() => send(subject, [...crowd, person.id]));
    expect(sent.length).toBeLessThanOrEqual(5);
    expect(await invited(subject)).toBe(7);
  });
});
