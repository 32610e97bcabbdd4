import { createHash } from 'node:crypto';

import { type Character, form, idsOf as ids, methodsOf, MULTIPART, png, refusal, sdk, Stage, watch } from './sdk';

const HOUR = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();

describe('an event, told by the official client', () => {
  let stage: Stage;
  let called: Set<string>;
  let [ada, ben, cleo, dan]: Character[] = [];
  /** A public event, then the private one that most of the story is about. */
  let open: any;
  let event: any;

  beforeAll(async () => {
    stage = await Stage.open();
    called = watch(sdk.EventService);
    ada = await stage.character('ada', { real_name: 'Ada Lovelace' });
    ben = await stage.character('ben', { real_name: 'Benjamin Britten' });
    cleo = await stage.character('cleo');
    dan = await stage.character('dan');
  });
  afterAll(() => stage.close());

  const events = (character: Character | undefined | null) => stage.by(character ?? null).EventService;
  const statusOf = async (character?: Character) =>
    (await events(character).getEventSubscriptionStatus!(event.id)).status;

  it('begins with one event made from JSON and one from a form with a picture', async () => {
    open = await events(ada).createEvent!({
      name: 'A walk by the river',
      start_date: inHours(24),
      end_date: inHours(26),
      location: 'in person',
      geolocation: 'The old bridge',
    });
    expect(open).toMatchObject({
      privacy: 'public',
      visible: true,
      subscription_status: 'subscribed',
      subscribers_counter: 1,
      goings_counter: 0,
      managed_by: { id: ada!.id },
    });
    event = await events(ada).createEvent!(
      form({
        name: 'Chamber music',
        description: 'At home',
        start_date: inHours(48),
        end_date: inHours(50),
        recurring: 'never',
        location: 'virtual',
        link: 'https://meet.example.org/chamber',
        geolocation: '',
        geolocation_lat: '',
        geolocation_lng: '',
        live_stream_settings: 'null',
        privacy: 'private',
        visible: 'true',
        products: '[]',
        image_original: await png(),
      }),
      MULTIPART,
    );
    expect(event).toMatchObject({ privacy: 'private', geolocation: null, geolocation_lat: null, running: false });
    expect((await fetch(event.image_bigger)).status).toBe(200);
  });

  it('does not let a second event have the name', async () => {
    const again = events(ben).createEvent!({ name: 'chamber MUSIC', start_date: inHours(1), location: 'virtual' });
    expect(await refusal(again)).toEqual([400, { nameError: { error: 'unique' } }]);
  });

  it('shows everybody that it is there, and only subscribers who comes', async () => {
    expect(await events(ben).getSpecificEventInfo!(event.id)).toMatchObject({ subscription_status: null });
    expect(await events(null).getSpecificEventInfo!(event.id)).toMatchObject({ name: 'Chamber music' });
    expect((await refusal(events(ben).getEventMembers!(event.id)))[0]).toBe(403);
    expect((await refusal(events(null).getUsersGoingToEvent!(event.id)))[0]).toBe(401);
    expect((await events(null).getEventFeed!(event.id).catch((error) => error.response)).status).toBe(401);
    expect(await events(null).getEventFeed!(open.id)).toMatchObject({ count: 0, results: [] });
  });

  it('suggests whom to invite', async () => {
    expect(ids(await events(ada).getEventSuggestedUsers!(event.id, 'BEN'))).toEqual([ben!.id]);
    expect(ids(await events(ada).getEventsSuggestedUsers!('britten'))).toEqual([ben!.id]);
  });

  it('invites two people, lists them, and takes one invitation back', async () => {
    const users = [ben!.id, cleo!.id];
    expect(await events(ada).inviteOrAcceptEventRequest!(event.id, { users })).toBe('');
    expect(new Set(ids(await events(ada).getEventInvitedUsers!(event.id)))).toEqual(new Set(users));
    expect(await statusOf(ben)).toBe('invited');
    expect(await events(ada).removeInviteEvent!(event.id, { users: [cleo!.id] })).toBe('');
    expect(await statusOf(cleo)).toBeNull();
  });

  it('lets the invited subscribe, as often as they say so', async () => {
    await Promise.all([1, 2, 3].map(() => events(ben).subscribeToEvent!(event.id)));
    expect(await statusOf(ben)).toBe('subscribed');
    expect(await events(ben).getSpecificEventInfo!(event.id)).toMatchObject({ subscribers_counter: 2 });
  });

  it('turns subscribing without an invitation into a request, which an invitation accepts', async () => {
    await events(cleo).subscribeToEvent!(event.id);
    expect(await statusOf(cleo)).toBe('requested');
    expect(ids(await events(ada).getEventWaitingApprovalSubscribers!(event.id))).toEqual([cleo!.id]);
    await events(ada).inviteOrAcceptEventRequest!(event.id, { users: [cleo!.id] });
    expect(await statusOf(cleo)).toBe('subscribed');
  });

  it('knows who comes and who does not', async () => {
    await events(ben).goToEvent!(event.id);
    await events(cleo).notGoingToEvent!(event.id);
    expect(ids(await events(ada).getUsersGoingToEvent!(event.id, { limit: 3 }))).toEqual([ben!.id]);
    expect(ids(await events(ada).getUsersNotGoingToEvent!(event.id))).toEqual([cleo!.id]);
    await events(ben).removeGoingToEvent!(event.id);
    await events(cleo).removeNotGoingToEvent!(event.id);
    expect([await statusOf(ben), await statusOf(cleo)]).toEqual(['subscribed', 'subscribed']);
    // Its manager may bring somebody along who never asked; the client has no argument for the body.
    await events(ada).goToEvent!(event.id, { data: { users: [dan!.id] } });
    expect(await statusOf(dan)).toBe('going');
    expect(new Set(ids(await events(dan).getEventMembers!(event.id)))).toEqual(
      new Set([ada!.id, ben!.id, cleo!.id, dan!.id]),
    );
    expect((await refusal(events(ben).removeGoingToEvent!(event.id)))[0]).toBe(403);
  });

  it('is found by whoever may find it', async () => {
    expect(ids(await events(null).searchEvents!({ search: 'MUSIC', date_filter: 'not_past' }))).toEqual([event.id]);
    expect(ids(await events(dan).getUserEvents!({ subscription_status: 'going' }))).toEqual([event.id]);
    expect(ids(await events(dan).getUserEvents!({ past: true }))).toEqual([]);
    expect(ids(await events(ben).getUserSubscribedEvents!(dan!.id))).toEqual([event.id]);
    expect(new Set(ids(await events(ben).getUserCretaedEvents!({ created_by: ada!.id })))).toEqual(
      new Set([open.id, event.id]),
    );
    expect(ids(await events(ben).getEventRelated!(event.id, { created_by: ada!.id }))).toEqual([open.id]);
    expect(ids(await stage.by(dan!).SuggestionService.getEventSuggestion!())).toEqual([open.id]);
  });

  it('is hidden from and shown on the feed of a subscriber', async () => {
    // The client looks for the address of hiding under a name that it does not have, and never sends the request.
    await expect(events(ben).hideEvent!(event.id)).rejects.toThrow(TypeError);
    const { url, method } = sdk.Endpoints['HideEvent']!;
    const hidden = await stage.by(ben!).http.request({ url: url({ id: event.id }), method });
    expect(hidden.status).toBe(204);
    expect(await events(ben).getSpecificEventInfo!(event.id)).toMatchObject({ show_on_feed: false });
    await events(ben).showEvent!(event.id);
    expect(await events(ben).getSpecificEventInfo!(event.id)).toMatchObject({ show_on_feed: true });
  });

  it('keeps pictures', async () => {
    const media = await upload(await png('#c2571a'), ada!);
    const added = await events(ada).addMediaToEventPhotoGallery!(event.id, { data: { media } });
    expect(added).toMatchObject({ id: media, type: 'image' });
    expect(ids(await events(ben).getEventPhotoGallery!(event.id, { limit: 10, offset: 0 }))).toEqual([media]);
    await events(ada).removeMediasFromEventPhotoGallery!(event.id, { data: { medias: [media] } });
    expect((await events(ben).getEventPhotoGallery!(event.id)).count).toBe(0);
  });

  it('is changed with PUT, PATCH and a new cover', async () => {
    const put = await events(ada).updateEvent!(event.id, {
      name: 'Chamber music',
      start_date: inHours(72),
      end_date: inHours(74),
      location: 'virtual',
    });
    expect(put).toMatchObject({ privacy: 'private', link: 'https://meet.example.org/chamber' });
    expect(await events(ada).patchEvent!(event.id, { active: false })).toMatchObject({ active: false });
    const covered = await events(ada).changeEventCover!(event.id, form({ image_original: await png() }), MULTIPART);
    expect(covered.image_big).not.toBe(event.image_big);
    expect((await refusal(events(ben).patchEvent!(event.id, { active: true })))[0]).toBe(403);
  });

  it('lets its manager remove a subscriber and a subscriber leave', async () => {
    await events(ada).unsubscribeFromEvent!(event.id, { params: { user: dan!.id } });
    expect(await statusOf(dan)).toBeNull();
    await events(cleo).unsubscribeFromEvent!(event.id);
    expect(await statusOf(cleo)).toBeNull();
    expect((await refusal(events(ada).unsubscribeFromEvent!(event.id)))[0]).toBe(403);
  });

  it('ends when it is deleted', async () => {
    await events(ada).deleteEvent!(event.id);
    expect((await refusal(events(ada).getSpecificEventInfo!(event.id)))[0]).toBe(404);
  });

  it('has left no method of the client untried', () => {
    expect(methodsOf(sdk.EventService)).toHaveLength(33);
    expect(methodsOf(sdk.EventService).filter((name) => !called.has(name))).toEqual([]);
  });

  /** What the client cannot do in Node: it would send a form as JSON. Answers the id of the media. */
  async function upload(picture: Blob, owner: Character): Promise<number> {
    const { http } = stage.by(owner);
    const bytes = Buffer.from(await picture.arrayBuffer());
    const chunk = await http.request({
      url: '/api/v2/media/upload/chunk/',
      method: 'POST',
      data: form({ image: picture }),
      headers: { ...MULTIPART.headers, 'Content-Range': `bytes 0-${bytes.length - 1}/${bytes.length}` },
    });
    const done = await http.request({
      url: '/api/v2/media/upload/complete/',
      method: 'POST',
      data: form({
        upload_id: chunk.data.upload_id,
        type: 'image',
        md5: createHash('md5').update(bytes).digest('hex'),
      }),
      headers: MULTIPART.headers,
    });
    return done.data.id;
  }
});
