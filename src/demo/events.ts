import type { DemoRoster } from './demo-course';

/** A day counted from today, and a time of day. */
export type DemoTime = readonly [day: number, time: string];

/** An event of the demo community. Members are subscribed; those of them who are `going` or not say so. */
export interface DemoEvent extends Omit<DemoRoster, 'manager'> {
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly creator: string;
  /** How many days ago it was announced. */
  readonly age: number;
  readonly from: DemoTime;
  /** When it ends; of a recurring event, when the last time ends. */
  readonly to: DemoTime;
  readonly recurring?: 'daily' | 'weekly' | 'monthly';
  readonly privacy?: 'private';
  readonly hidden?: boolean;
  readonly cancelled?: boolean;
  readonly color?: string;
  /** An address on the web, for those that meet there. */
  readonly link?: string;
  /** A place with its latitude and longitude, for those that meet somewhere. */
  readonly place?: readonly [name: string, lat: number, lng: number];
  readonly going?: readonly string[];
  readonly notGoing?: readonly string[];
}

/** Nine events: to come and past, public, private and hidden, once and again and again, one of them cancelled. */
export const EVENTS: readonly DemoEvent[] = [
  {
    name: 'Open studio',
    slug: 'open-studio',
    description: 'Come and paint with us. Paper and tea are there.',
    creator: 'amara.okafor',
    age: 20,
    from: [5, '16:00'],
    to: [5, '19:00'],
    place: ['Freedom Park, Lagos', 6.4474, 3.3966],
    color: '#2E7D8C',
    member: ['yusuf.demir', 'chloe.dubois', 'priya.raman', 'hana.kim', 'noam.levi'],
    going: ['yusuf.demir', 'chloe.dubois', 'hana.kim'],
    notGoing: ['noam.levi'],
    invited: ['sofia.papadaki'],
  },
  {
    name: 'Summer festival of the association',
    slug: 'summer-festival-of-the-association',
    description: 'Three days of workshops, music and food. It is on right now.',
    creator: 'aoife.nibhraonain',
    age: 80,
    from: [-1, '09:00'],
    to: [2, '22:00'],
    place: ['Jardín del Turia, Valencia', 39.4742, -0.3662],
    color: '#C2571A',
    member: [
      'amara.okafor',
      'lucia.fernandez',
      'jonas.lindqvist',
      'zofia.wojcik',
      'leila.haddad',
      'raj.patel',
      'li.wen',
    ],
    going: ['amara.okafor', 'lucia.fernandez', 'jonas.lindqvist', 'zofia.wojcik', 'leila.haddad'],
    notGoing: ['raj.patel'],
  },
  {
    name: 'Thursday workshop',
    slug: 'thursday-workshop',
    description: 'Bring your bicycle, borrow our tools. Every week.',
    creator: 'lucia.fernandez',
    age: 60,
    from: [-40, '18:00'],
    to: [72, '21:00'],
    recurring: 'weekly',
    privacy: 'private',
    place: ['The workshop in Ruzafa, Valencia', 39.4622, -0.3722],
    color: '#5B6ABF',
    member: ['jonas.lindqvist', 'raj.patel', 'mateo.quispe', 'anneke.vandijk'],
    accepted: ['jonas.lindqvist', 'raj.patel'],
    going: ['jonas.lindqvist', 'mateo.quispe'],
    requested: ['kwame.mensah', 'elif.yilmaz'],
    invited: ['giulia.desantis'],
    declined: ['hana.kim'],
  },
  {
    name: 'Morning stretch',
    slug: 'morning-stretch',
    description: 'Fifteen minutes before work, every day, camera off if you like.',
    creator: 'freyja.jonsdottir',
    age: 15,
    from: [-10, '07:30'],
    to: [40, '07:45'],
    recurring: 'daily',
    link: 'https://meet.demo.example/morning-stretch',
    color: '#7CA65A',
    member: ['hana.kim', 'yusuf.demir', 'mairi.macleod'],
    going: ['hana.kim', 'yusuf.demir'],
  },
  {
    name: 'Book circle',
    slug: 'book-circle',
    description: 'One book a month, read before and argued about after.',
    creator: 'priya.raman',
    age: 100,
    from: [-60, '19:00'],
    to: [240, '21:00'],
    recurring: 'monthly',
    link: 'https://meet.demo.example/book-circle',
    member: ['henrique.moura', 'olena.kovalchuk', 'samira.elamin', 'li.wen'],
    going: ['henrique.moura', 'samira.elamin'],
    notGoing: ['li.wen'],
  },
  {
    name: 'Rehearsal with guests',
    slug: 'rehearsal-with-guests',
    description: 'The choir sings for a few people whom it asks.',
    creator: 'leila.haddad',
    age: 8,
    from: [12, '18:30'],
    to: [12, '20:30'],
    privacy: 'private',
    place: ['Zico House, Beirut', 33.8938, 35.4889],
    member: ['ivana.horvat', 'siosaia.tupou'],
    going: ['ivana.horvat'],
    invited: ['mei.tanaka', 'sofia.papadaki'],
    removed: ['tariq.rahman'],
  },
  {
    name: 'A surprise for Ingrid',
    slug: 'a-surprise-for-ingrid',
    description: 'Forty years of bees, and she knows nothing of this. Keep it so.',
    creator: 'olena.kovalchuk',
    age: 6,
    from: [20, '17:00'],
    to: [20, '23:00'],
    privacy: 'private',
    hidden: true,
    place: ['Bryggen, Bergen', 60.3975, 5.3245],
    member: ['mairi.macleod', 'freyja.jonsdottir'],
    going: ['mairi.macleod'],
    accepted: ['mairi.macleod', 'freyja.jonsdottir'],
    invited: ['mei.tanaka', 'aoife.nibhraonain'],
  },
  {
    name: 'Star party',
    slug: 'star-party',
    description: 'We saw Saturn. Thank you for coming.',
    creator: 'tomas.novak',
    age: 70,
    from: [-30, '20:00'],
    to: [-29, '02:00'],
    place: ['Kraví hora, Brno', 49.2039, 16.5836],
    member: ['ngozi.eze', 'pham.linh', 'yusuf.demir', 'siosaia.tupou'],
    going: ['ngozi.eze', 'pham.linh', 'yusuf.demir'],
    notGoing: ['siosaia.tupou'],
  },
  {
    name: 'Bread market',
    slug: 'bread-market',
    description: 'Cancelled: the hall is closed for repair.',
    creator: 'zofia.wojcik',
    age: 25,
    from: [9, '08:00'],
    to: [9, '13:00'],
    cancelled: true,
    place: ['Hala Targowa, Kraków', 50.0573, 19.9491],
    member: ['anneke.vandijk', 'andrei.munteanu'],
    going: ['anneke.vandijk'],
  },
];
