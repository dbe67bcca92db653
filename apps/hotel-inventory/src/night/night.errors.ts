import { NO_SUCH_CATEGORY, NO_SUCH_HOTEL } from '#contracts';
import { Refused } from '#platform';

export class RoomCategoryNotFound extends Refused {
  constructor() {
    super(NO_SUCH_CATEGORY);
  }
}

/** What is missing where a hotel has no such category: the category, or the hotel itself. */
export function categoryNotFound(hotelExists: boolean): Refused {
  return hotelExists ? new RoomCategoryNotFound() : new Refused(NO_SUCH_HOTEL);
}
