import type { Role } from '../policy/access';

/** Somebody of the demo community. */
export interface DemoPerson {
  readonly username: string;
  readonly realName: string;
  readonly location: string;
  readonly bio?: string;
  readonly role?: Role;
}

/** Where the addresses of the demo people end; nobody can have a real one there. */
export const DEMO_DOMAIN = 'demo.example';

const person = (username: string, realName: string, location: string, bio?: string, role?: Role): DemoPerson => ({
  username,
  realName,
  location,
  bio,
  role,
});

/** Everybody but the administrator. The courses and events of the demo name them by username. */
export const PEOPLE: readonly DemoPerson[] = [
  person('amara.okafor', 'Amara Okafor', 'Lagos', 'Paints, teaches, and washes her brushes at once.'),
  person('lucia.fernandez', 'Lucía Fernández', 'Valencia', 'There is no noise in a bicycle that she cannot find.'),
  person('jonas.lindqvist', 'Jonas Lindqvist', 'Göteborg', 'Welds frames in winter, rides them in summer.'),
  person('mei.tanaka', '田中 芽衣', '京都市'),
  person('yusuf.demir', 'Yusuf Demir', 'İzmir', 'Learns something new every month.'),
  person('bruno.keller', 'Bruno Keller', 'Bern'),
  person('henrique.moura', 'Henrique Moura', 'Porto', 'Teacher of Portuguese, collector of sayings.'),
  person('zofia.wojcik', 'Zofia Wójcik', 'Kraków', 'Baker in the third generation.'),
  person('tomas.novak', 'Tomáš Novák', 'Brno', 'Watches the sky whenever it lets him.'),
  person('aoife.nibhraonain', 'Aoife Ní Bhraonáin', 'Gaillimh', 'Keeps the peace.', 'moderator'),
  person('priya.raman', 'Priya Raman', 'Chennai', 'Writes the newsletter.', 'editor'),
  person('ingrid.saether', 'Ingrid Sæther', 'Bergen', 'Forty years of bees.'),
  person('mateo.quispe', 'Mateo Quispe Huamán', 'Cusco'),
  person('leila.haddad', 'ليلى حداد', 'بيروت', 'Leads the choir.'),
  person('ngozi.eze', 'Ngozi Eze', 'Enugu'),
  person('pham.linh', 'Phạm Thuỳ Linh', 'Hà Nội'),
  person('giulia.desantis', 'Giulia De Santis', 'Bologna', 'First aid instructor.'),
  person('noam.levi', 'Noam Levi', 'Haifa'),
  person('olena.kovalchuk', 'Олена Ковальчук', 'Львів'),
  person('kwame.mensah', 'Kwame Mensah', 'Kumasi'),
  person('sofia.papadaki', 'Σοφία Παπαδάκη', 'Ηράκλειο'),
  person('anneke.vandijk', 'Anneke van Dijk', 'Utrecht'),
  person('raj.patel', 'Raj Patel', 'Ahmedabad'),
  person('chloe.dubois', 'Chloé Dubois', 'Lyon'),
  person('siosaia.tupou', 'Siosaia Tupou', 'Nukuʻalofa'),
  person('elif.yilmaz', 'Elif Yılmaz', 'Ankara'),
  person('andrei.munteanu', 'Andrei Munteanu', 'Cluj-Napoca'),
  person('hana.kim', '김하나', '부산'),
  person('tariq.rahman', 'Tariq Rahman', 'Dhaka'),
  person('mairi.macleod', 'Màiri MacLeod', 'Steòrnabhagh'),
  person('ivana.horvat', 'Ivana Horvat', 'Zagreb'),
  person('wanjiru.kamau', 'Wanjirũ Kamau', 'Nakuru'),
  person('diego.salazar', 'Diego Salazar', 'Medellín'),
  person('freyja.jonsdottir', 'Freyja Jónsdóttir', 'Akureyri'),
  person('li.wen', '李文', '成都'),
  person('samira.elamin', 'Samira El Amin', 'Khartoum'),
];

/** Who follows whom: [follower, followed]. */
export const FOLLOWS: readonly (readonly [string, string])[] = [
  ['yusuf.demir', 'zofia.wojcik'],
  ['yusuf.demir', 'tomas.novak'],
  ['lucia.fernandez', 'jonas.lindqvist'],
  ['jonas.lindqvist', 'lucia.fernandez'],
  ['chloe.dubois', 'amara.okafor'],
  ['mei.tanaka', 'leila.haddad'],
  ['hana.kim', 'mei.tanaka'],
  ['noam.levi', 'giulia.desantis'],
];

/** Somebody whose token is printed at the start, and what there is to see with it. */
export interface DemoVisitor {
  readonly username: string;
  readonly sees: string;
}

/** One for each way to stand towards courses and events; the administrator comes before them. */
export const VISITORS: readonly DemoVisitor[] = [
  { username: 'amara.okafor', sees: 'created a course with a class in it and another that is still a draft' },
  { username: 'lucia.fernandez', sees: 'manages a private course and a private event where people wait to be let in' },
  { username: 'yusuf.demir', sees: 'is in some courses, half through two of them, and going to events' },
  { username: 'mei.tanaka', sees: 'is invited to a secret course and to a hidden event, which strangers cannot see' },
  { username: 'bruno.keller', sees: 'belongs to nothing yet' },
];
