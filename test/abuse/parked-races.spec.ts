import { InvitationSweeper } from '../../src/invitation/invitation.sweeper';
import { type Kind, type Person, type Subject, World } from '../harness/world';

/** What happens to an invitation that waits while it is delivered, and while somebody is about to be sent one. */
describe.each<Kind>(['course', 'event'])('an invitation to a %s that waits', (kind) => {
  let world: World;
  let sweeper: InvitationSweeper;
  let elsewhere: Subject;
  let subject: Subject;
  let [ann, bob]: Person[] = [];
  beforeAll(async () => {
    world = await World.start({ INVITES_PER_RECEIVER_PER_DAY: '1' });
    sweeper = world.app.get(InvitationSweeper);
    elsewhere = await world.course();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    subject = await world[kind]({ privacy: 'private' });
    [ann, bob] = [await world.person(), await world.person()];
    const users = [ann.id, bob.id];
    expect((await elsewhere.creator.post(`/api/v2/course/${elsewhere.id}/invite/`, { users })).status).toBe(204);
  });

  const path = () => `/api/v2/${kind}/${subject.id}/`;
  const invite = async (users: readonly number[]) =>
    expect((await subject.creator.post(`${path()}invite/`, { users })).status).toBe(204);
  const waiting = () =>
    world.db.query(`SELECT user_id FROM invitation_parked WHERE subject_kind = $1 AND subject_id = $2`, [
      kind,
      subject.id,
    ]);
  const nextDay = async () => {
    await world.db.query(`UPDATE course_invitation SET created_at = created_at - interval '25 hours'`);
    await world.db.query(`UPDATE invitation_parked SET due_at = due_at - interval '25 hours'`);
  };
  const stateOf = ({ id }: Person) => world.stateOf(kind, subject.id, id);
  const told = async () => (await world.outbox(kind, subject.id)).map(({ type, user_id }) => [type, user_id]);

  it.each<[string, () => Promise<{ status: number }>]>([
    ['taken back', () => subject.creator.delete(`${path()}invite/`, { users: [ann!.id] })],
    ['declined', () => ann!.http.delete(`${path()}${kind === 'course' ? 'join' : 'subscribe'}/`)],
  ])('is gone when it is %s while it is delivered', async (_, giveUp) => {
    await invite([ann!.id]);
    await nextDay();
    const { sweeping, givenUp } = await world.db.transaction(async (tx) => {
      await tx.query(`SELECT FROM app_user WHERE id = $1 FOR UPDATE`, [ann!.id]);
      const delivery = sweeper.sweep();
      await world.somebodyWaits();
      const refusal = giveUp();
      await world.somebodyWaits(2);
      return { sweeping: [delivery], givenUp: [refusal] };
    });
    await sweeping[0];
    expect((await givenUp[0])!.status).toBe(204);
    expect([await stateOf(ann!), await waiting()]).toEqual(['none', []]);
    expect(await world.openInvitations(kind, subject.id, ann!.id)).toBe(0);
  });

  it('is dropped for somebody who is blocked while it is delivered, and reaches the others', async () => {
    await invite([ann!.id, bob!.id]);
    await nextDay();
    const [sweeping] = await world.db.transaction(async (tx) => {
      await tx.query(`UPDATE app_user SET status = 'blocked' WHERE id = $1`, [ann!.id]);
      const delivery = sweeper.sweep();
      await world.somebodyWaits();
      return [delivery];
    });
    await sweeping;
    expect([await stateOf(ann!), await stateOf(bob!), await waiting()]).toEqual(['none', 'invited', []]);
    expect(await told()).toEqual([
      [`${kind}.invitation_dropped`, ann!.id],
      [`${kind}.invited`, bob!.id],
    ]);
  });

  it('waits for somebody who leaves at this moment, too', async () => {
    await world.stand(kind, subject.id, ann!.id, 'member');
    const [sent] = await world.db.transaction(async (tx) => {
      await tx.query(`DELETE FROM ${kind}_membership WHERE ${kind}_id = $1 AND user_id = $2`, [subject.id, ann!.id]);
      const invitation = invite([ann!.id]);
      await world.somebodyWaits();
      return [invitation];
    });
    await sent;
    expect([await stateOf(ann!), await waiting()]).toEqual(['none', [{ user_id: ann!.id }]]);
  });
});
