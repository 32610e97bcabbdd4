import type { DemoCourse } from './demo-course';

/** Courses that everybody can see and join. */
export const OPEN_COURSES: readonly DemoCourse[] = [
  {
    name: 'Painting with water',
    slug: 'painting-with-water',
    description: 'Water, pigment, paper: a small painting every week, and no talent needed.',
    type: 'self-paced',
    privacy: 'open',
    creator: 'amara.okafor',
    age: 120,
    categories: ['arts-and-crafts'],
    manager: ['chloe.dubois'],
    member: [
      'yusuf.demir',
      'priya.raman',
      'kwame.mensah',
      'hana.kim',
      'ivana.horvat',
      'noam.levi',
      'freyja.jonsdottir',
    ],
    accepted: ['chloe.dubois', 'hana.kim'],
    invited: ['sofia.papadaki'],
    declined: ['raj.patel'],
    sections: [
      {
        name: 'Before the first stroke',
        lessons: [
          ['What to buy, and what not', '<p>Six colours, two brushes and good paper. The paper matters most.</p>'],
          ['Stretching paper', '<p>Wet it, tape it, wait. Dry paper that was wet once stays flat.</p>'],
        ],
      },
      {
        name: 'Washes',
        lessons: [
          ['A flat wash', '<p>Tilt the board and keep the bead of water moving.</p>'],
          ['A graded wash', '<p>More water with every stroke, and do not go back.</p>'],
          ['Wet in wet', '<p>Two colours meet. Let them.</p>'],
        ],
      },
      {
        name: 'Small landscapes',
        lessons: [
          ['Three hills and a sky', '<p>From far to near: pale and cool first, strong and warm last.</p>'],
          ['A harbour in the rain*', '<p>To be written.</p>'],
        ],
      },
    ],
    completed: { 'yusuf.demir': 3, 'priya.raman': 6, 'kwame.mensah': 1, 'hana.kim': 5, 'chloe.dubois': 6 },
  },
  {
    name: 'Bread, from flour to crust',
    slug: 'bread-from-flour-to-crust',
    description: 'Three loaves in three weeks. Each week opens seven days after the one before.',
    type: 'structured',
    privacy: 'open',
    creator: 'zofia.wojcik',
    age: 90,
    categories: ['kitchen'],
    manager: ['anneke.vandijk'],
    member: ['yusuf.demir', 'samira.elamin', 'andrei.munteanu', 'li.wen', 'diego.salazar'],
    sections: [
      {
        name: 'Week one: a plain loaf',
        lessons: [
          ['Four ingredients', '<p>Flour, water, salt, yeast. Weigh them, do not measure them.</p>'],
          ['Kneading by hand', '<p>Ten minutes, until it springs back.</p>'],
        ],
      },
      {
        name: 'Week two: time instead of work',
        delay: 7,
        lessons: [['A dough without kneading', '<p>Eighteen hours do what your hands did last week.</p>']],
      },
      {
        name: 'Week three: sourdough',
        delay: 14,
        lessons: [
          ['Raising a starter', '<p>Feed it daily at the same hour. It will tell you when it is ready.</p>'],
          ['The first sour loaf', '<p>Bake it dark.</p>'],
        ],
      },
    ],
    completed: { 'yusuf.demir': 2, 'samira.elamin': 5, 'li.wen': 3 },
  },
  {
    name: 'Portuguese for the first journey',
    slug: 'portuguese-for-the-first-journey',
    description: 'Greetings, numbers, a meal, a train. One lesson after the other: each opens the next.',
    type: 'self-paced',
    privacy: 'open',
    creator: 'henrique.moura',
    age: 60,
    categories: ['languages'],
    inOrder: true,
    member: ['tomas.novak', 'mairi.macleod', 'wanjiru.kamau', 'elif.yilmaz'],
    invited: ['mei.tanaka'],
    sections: [
      {
        name: 'Arriving',
        lessons: [
          ['Olá', '<p>Bom dia until noon, boa tarde until dark, boa noite after.</p>'],
          ['Numbers up to a hundred', '<p>Um, dois, três: say the price of everything you see.</p>'],
        ],
      },
      { name: 'Eating', lessons: [['At the table', '<p>Queria is kinder than quero.</p>']] },
    ],
    completed: { 'tomas.novak': 1, 'mairi.macleod': 3 },
  },
  {
    name: 'Reading the night sky',
    slug: 'reading-the-night-sky',
    description: 'Four evenings, each on its date. The lesson opens in the afternoon before.',
    type: 'scheduled',
    privacy: 'open',
    creator: 'tomas.novak',
    age: 40,
    categories: ['nature'],
    member: ['ngozi.eze', 'siosaia.tupou', 'pham.linh', 'yusuf.demir', 'olena.kovalchuk', 'tariq.rahman'],
    sections: [
      { name: 'First evening', opensIn: -21, lessons: [['Finding north', '<p>Five times the end of the Plough.</p>']] },
      {
        name: 'Second evening',
        opensIn: -7,
        lessons: [['What wanders', '<p>If it does not twinkle, it is a planet.</p>']],
      },
      { name: 'Third evening', opensIn: 7, lessons: [['The Moon, night by night', '<p>Draw what you see.</p>']] },
      {
        name: 'Fourth evening',
        opensIn: 21,
        lessons: [['Beyond the Milky Way', '<p>The farthest thing you can see.</p>']],
      },
    ],
    completed: { 'ngozi.eze': 2, 'pham.linh': 1 },
  },
];
