import { Injectable } from '@nestjs/common';

/** The time by which the service decides (drip, expiry, ended or not). Tests put their own in its place. */
@Injectable()
export class Clock {
  /** The present instant. */
  now(): Date {
    return new Date();
  }
}
