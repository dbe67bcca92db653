import { DomainError } from '#platform';

/** The hotel has rooms of these numbers. */
export class RoomNumberTaken extends DomainError {
  constructor(numbers: string[]) {
    super(
      'conflict',
      'room_number_taken',
      'The hotel has rooms with some of these numbers; see numbers. None was added.',
      {
        numbers,
      },
    );
  }
}
