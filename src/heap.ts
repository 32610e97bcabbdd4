import { setFlagsFromString } from 'node:v8';

/*
 * How V8 keeps the memory of a service. What a request makes dies with it, and V8 is told so; import this first.
 *
 * V8 notes which lines of code make objects that live long, and from then on makes those of these lines where only a
 * full collection finds them. A few slow requests are enough to convince it, and then every request leaves behind all
 * that it touched: each costs a quarter more, and twice the memory is taken before it is swept.
 */
setFlagsFromString('--no-allocation-site-pretenuring');

// A full collection when there is a quarter more than after the last one, instead of up to four times as much.
setFlagsFromString('--heap-growing-percent=25');
