const FIRST =
  'Ada,Aisha,Ana,André,Anna,Béla,Björn,Carlos,Chiara,Chloé,Daniel,David,Elena,Émile,Emma,Fatima,Félix,Giulia,Håkon,' +
  'Hanna,Inés,Jan,João,José,Jürgen,Karim,Lars,Léa,Liam,Łukasz,Luís,Maja,Marco,María,Mia,Noah,Nuño,Olga,Paula,Renée,' +
  'Sara,Søren,Sofía,Tomáš,Yara,Zoë';
const LAST =
  'Almeida,Bauer,Bianchi,Blanc,Brown,Castro,Costa,Dubois,Esposito,Fernández,Fischer,García,González,Greco,Hansen,Hofmann,' +
  'Ivanova,Jansen,Johnson,Keller,Kowalski,Larsen,Laurent,López,Marino,Martínez,Meyer,Moreau,Müller,Muñoz,Nielsen,Novák,' +
  'Núñez,Olsen,Pérez,Petit,Ricci,Rossi,Roux,Sánchez,Schäfer,Schmidt,Silva,Smith,Svensson,Walker,Weber,Wójcik,Young';

const array = (words: string): string => `(ARRAY['${words.replaceAll(',', `','`)}'])`;
const count = (words: string): number => words.split(',').length;

/** A whole number from 0 to 2,147,483,647 that follows from `n` and looks like chance. SQL expressions, never input. */
export const pick = (n: string, salt = 0): string => `(hashint8((${n})::bigint * 64 + ${salt}) & 2147483647)`;

const first = `${array(FIRST)}[1 + ${pick('n', 1)} % ${count(FIRST)}]`;
const last = `${array(LAST)}[1 + ${pick('n', 2)} % ${count(LAST)}]`;
const plain = (name: string): string => `lower(translate(${name}, 'áåäãčéèêëíñóöõøłúüšçÉŁ', 'aaaaceeeeinooooluuscEL'))`;

/** Makes the people numbered `$1` to before `$2`; number 0 has the id `$3`. */
export const PEOPLE = `
  INSERT INTO app_user (id, username, email, real_name, bio, location, date_joined)
  SELECT $3::int + n, handle, handle || '@example.org', first || ' ' || last,
    CASE WHEN n % 3 = 0 THEN 'Teaches what ' || last || ' taught before.' ELSE '' END,
    (ARRAY['Lisboa', 'Roma', 'Berlin', 'Paris', 'Kraków', 'Oslo', ''])[1 + n % 7],
    now() - make_interval(secs => ${pick('n', 3)} % 94608000)
  FROM generate_series($1::int, $2::int - 1) AS n
  CROSS JOIN LATERAL (SELECT ${first} AS first, ${last} AS last) AS name
  CROSS JOIN LATERAL (SELECT ${plain('first')} || '.' || ${plain('last')} || ($3::int + n) AS handle) AS known`;
