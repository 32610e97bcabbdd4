import { Integer } from '../http/answer';

/** One entry of a menu. */
export class MenuItemDto {
  @Integer()
  id: number;
  label: string;
  url: string;
  @Integer()
  order: number;
}

/** A menu of the community's pages. */
export class MenuDto {
  @Integer()
  id: number;
  name: string;
  items: MenuItemDto[];
}

/** A way to react to something. */
export class ReactionDto {
  @Integer()
  id: number;
  label: string;
}
