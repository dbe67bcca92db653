import { NO_SUCH_CATEGORY } from '#contracts';
import { Refused } from '#platform';

export class RoomCategoryNotFound extends Refused {
  constructor() {
    super(NO_SUCH_CATEGORY);
  }
}
