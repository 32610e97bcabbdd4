import type { Data } from './data';
import type { Load, Shot } from './drive';
import type { Sample, Script } from './script';

/** One thing that is measured. */
export interface Route {
  readonly name: string;
  /** The share of the bare server that must be reached. */
  readonly target: number;
  readonly method: Script['method'];
  readonly pattern: string;
  readonly query: string;
  readonly status: number;
  readonly load: Load;
  readonly shots: readonly Shot[];
  /** Who sends the first of `shots` and whom it names. */
  readonly sample: Sample;
}

/** How long or how often each route is asked. */
export interface Effort {
  readonly seconds: number;
  /** Requests that name twenty people each. */
  readonly batches: number;
  /** Requests that concern the viewer alone. */
  readonly singles: number;
}

const BATCH = 20;

/**
 * The routes that are measured, in an order in which each leaves the database as the next one needs it: what one
 * route writes, the next takes back.
 */
export async function routesOf(data: Data, effort: Effort): Promise<readonly Route[]> {
  const make = new RouteMaker(data, effort);
  return [...(await lists(data, make)), ...(await writes(data, make, effort)), ...(await overviews(data, make))];
}

/** The routes that move people in and out, for a course of any size. */
export async function movesOf(data: Data, effort: Effort, courseId: number): Promise<readonly Route[]> {
  const make = new RouteMaker(data, effort);
  const manager = await data.creatorOf('course', courseId);
  const strangers = await data.outsiders('course', courseId, effort.batches * BATCH);
  const invite = { path: `course/${courseId}/invite/`, status: 204, viewers: [manager], batches: batchesOf(strangers) };
  const join = { path: `course/${courseId}/join/`, viewers: strangers.slice(0, effort.singles) };
  return [
    make.route('invite 20', 0.8, 'POST', invite),
    make.route('un-invite 20', 0.8, 'DELETE', invite),
    make.route('join', 0.8, 'POST', { ...join, status: 200 }),
    make.route('leave', 0.8, 'DELETE', { ...join, status: 204 }),
  ];
}

/** The first pages of every list of a course of any size, and how the viewer stands towards it. */
export async function pagesOf(data: Data, effort: Effort, courseId: number): Promise<readonly Route[]> {
  const make = new RouteMaker(data, effort);
  const viewers = [await data.creatorOf('course', courseId)];
  return [
    make.route('status', 0.7, 'GET', { path: `course/${courseId}/status/`, viewers }),
    make.route('join list', 0.7, 'GET', { path: `course/${courseId}/join/`, viewers }),
    make.route('invite list', 0.7, 'GET', { path: `course/${courseId}/invite/`, viewers }),
    make.route('request list', 0.7, 'GET', { path: `course/${courseId}/request_join/`, viewers }),
    make.route('users dashboard', 0.8, 'GET', { path: `course/${courseId}/users/`, viewers }),
  ];
}

async function lists(data: Data, make: RouteMaker): Promise<Route[]> {
  const [big, invited] = [data.course(1), data.course(2)];
  const manager = [await data.creatorOf('course', invited)];
  const deep = Math.floor((await data.countOf(invited, 'invited')) * 0.8);
  const members = await data.members(big, 200);
  return [
    make.route('invite list', 0.7, 'GET', { path: `course/${invited}/invite/`, viewers: manager }),
    make.route('invite list, deep', 0.7, 'GET', {
      path: `course/${invited}/invite/`,
      query: `limit=20&offset=${deep}`,
      viewers: manager,
    }),
    make.route('join list', 0.7, 'GET', { path: `course/${big}/join/`, viewers: members }),
    make.route('status', 0.7, 'GET', { path: `course/${big}/status/`, viewers: members }),
    make.route('my courses', 0.7, 'GET', { path: 'course/', viewers: members }),
  ];
}

async function writes(data: Data, make: RouteMaker, effort: Effort): Promise<Route[]> {
  const event = await data.busyEvent();
  const strangers = await data.outsiders('event', event, effort.singles);
  const subscribe = { path: `event/${event}/subscribe/`, status: 204, viewers: strangers };
  return [
    ...(await movesOf(data, effort, await data.openCourse())),
    make.route('subscribe', 0.8, 'POST', subscribe),
    make.route('unsubscribe', 0.8, 'DELETE', subscribe),
  ];
}

async function overviews(data: Data, make: RouteMaker): Promise<Route[]> {
  const big = data.course(1);
  const members = await data.members(big, 200);
  const creator = [await data.creatorOf('course', big)];
  const suggest = { path: `course/${data.course(2)}/user/`, viewers: [await data.creatorOf('course', data.course(2))] };
  return [
    make.route('course info', 0.8, 'GET', { path: `course/${big}/`, viewers: members }),
    make.route('course search', 0.8, 'GET', { path: 'course/search/', query: 'search=statistics', viewers: members }),
    make.route('users dashboard', 0.8, 'GET', { path: `course/${big}/users/`, viewers: creator }),
    make.route('event search', 0.8, 'GET', {
      path: 'event/search/',
      query: 'search=yoga&date_filter=not_past',
      viewers: members,
    }),
    make.route('suggestions', 0.8, 'GET', { ...suggest, query: 'search=maria%20rossi' }),
  ];
}

interface Wanted {
  readonly path: string;
  readonly query?: string;
  readonly status?: number;
  readonly viewers: readonly number[];
  readonly batches?: readonly (readonly number[])[];
}

class RouteMaker {
  constructor(
    private readonly data: Data,
    private readonly effort: Effort,
  ) {}

  route(name: string, target: number, method: Route['method'], wanted: Wanted): Route {
    const { path, query = '', status = 200, viewers, batches } = wanted;
    const url = `/api/v2/${path}${query && `?${query}`}`;
    const shots = batches
      ? batches.map((users) => ({ ...this.shot(method, url, viewers[0]!), body: JSON.stringify({ users }) }))
      : viewers.map((viewer) => this.shot(method, url, viewer));
    return {
      name,
      target,
      method,
      pattern: `/api/v2/${path}`,
      query,
      status,
      load: method === 'GET' ? { seconds: this.effort.seconds } : { amount: shots.length },
      shots,
      sample: { viewer: viewers[0]!, users: batches?.[0] },
    };
  }

  private shot(method: Route['method'], path: string, viewer: number): Shot {
    return { method, path, token: this.data.token(viewer) };
  }
}

const batchesOf = (ids: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: Math.floor(ids.length / BATCH) }, (_, at) => ids.slice(at * BATCH, (at + 1) * BATCH));
