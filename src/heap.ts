import { setFlagsFromString } from 'node:v8';

/**
 * V8 notes which lines of code make objects that live long, and from then on makes those of these lines where only a
 * full collection finds them. A few slow requests are enough to convince it, and then every request leaves behind all
 * that it touched: each one costs a quarter more, and memory grows to twice its size before it is swept. What a request
 * makes dies with it, so V8 is told not to guess. Import this before everything else.
 */
setFlagsFromString('--no-allocation-site-pretenuring');
