import { WalkQuery } from '../http/page';
import { Flag, Text, Whole } from '../http/wire';

const CONTAINED = 'Contained in it, in any case.';

/** Narrows a list of people by what they say of themselves. */
export class PeopleFilterQuery extends WalkQuery {
  @Text({ blank: true, description: CONTAINED })
  username?: string;

  @Text({ blank: true, description: CONTAINED })
  real_name?: string;

  @Text({ blank: true, description: 'Male, Female or Unspecified.' })
  gender?: string;

  @Text({ blank: true, description: CONTAINED })
  location?: string;

  @Text({ blank: true, description: CONTAINED })
  description?: string;

  @Text({
    blank: true,
    description: 'username, real_name or date_joined, with a minus for the reverse; username when absent.',
  })
  ordering?: string;
}

/** Narrows a list of people by name. */
export class NamedPeopleQuery extends PeopleFilterQuery {
  @Text({ blank: true, description: 'Contained in the username or the real name, in any case.' })
  search?: string;
}

/** Narrows the people offered while somebody types. */
export class AutocompleteQuery extends NamedPeopleQuery {
  @Text({ blank: true, description: 'Ids of users to leave out, separated by commas.' })
  exclude?: string;
}

/** Narrows a search for people. */
export class UserSearchQuery extends PeopleFilterQuery {
  @Text({ blank: true, description: 'Contained in the username or the real name, in any case.' })
  user?: string;

  @Whole({ min: 0, max: 150, description: 'In years; only people who gave their date of birth.' })
  age?: number;

  @Flag({ description: 'Only staff (administrators, moderators and editors), or only others.' })
  is_staff?: boolean;

  @Text({ blank: true, description: 'Without effect: people have no position here.' })
  lat_lng?: string;

  @Flag({ description: 'Without effect: people have no position here.' })
  user_position?: boolean;

  @Whole({ description: 'Nobody carries tags here, so nobody is found by one.' })
  tag?: number;

  @Whole({ description: 'Nobody follows categories here, so nobody is found by one.' })
  category?: number;
}
