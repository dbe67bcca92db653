import { NO_SUCH_CATEGORY, NO_SUCH_HOTEL } from '#contracts';
import { Refused } from '#platform';

export class RoomCategoryNotFound extends Refused {
  constructor() {
    super(NO_SUCH_CATEGORY);
  }
}

/** Of a hotel that does not exist either. */
export class RoomCategoryAndHotelNotFound extends Refused {
  constructor() {
    super(NO_SUCH_HOTEL);
  }
}
