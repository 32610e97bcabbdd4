import { IdList, Ids } from '../http/wire';

/** Body of the routes that name users. */
export class UsersDto {
  @Ids({ required: true, description: 'Ids of users.' })
  users: number[];
}

/** Body of a change of roles: at least one list must name somebody. */
export class RolesDto {
  @IdList({ description: 'Users to make managers.', example: [7] })
  managers?: number[];

  @IdList({ description: 'Users to make plain members; managers among them are demoted.' })
  joined?: number[];

  @IdList({ description: 'Users to remove.' })
  unjoined?: number[];
}
