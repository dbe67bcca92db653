import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { IsUrlInteger, PageDto } from '#platform';
import { HotelPath } from './hotel.dto.js';

/** As in tokens: nobody else can ever be meant. */
const USER_ID = /^[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?$/;
const USER_ID_MESSAGE = '$property must be 1 to 64 printable ASCII characters, without spaces around it';

export class StaffMemberPath extends HotelPath {
  @ApiProperty({ description: 'The user: the sub of their tokens', maxLength: 64 })
  @Matches(USER_ID, { message: USER_ID_MESSAGE })
  userId!: string;
}

export class UserPath {
  @ApiProperty({ description: 'The user: the sub of their tokens', maxLength: 64 })
  @Matches(USER_ID, { message: USER_ID_MESSAGE })
  userId!: string;
}

export class StaffMemberDto {
  @ApiProperty({ description: 'The user: the sub of their tokens' })
  userId!: string;

  @ApiProperty({ description: 'UTC instant' })
  addedAt!: Date;
}

export class StaffPageDto extends PageDto {
  @ApiProperty({ description: 'Who may manage the hotel, by user', type: [StaffMemberDto] })
  items!: StaffMemberDto[];
}

export class StaffHotelsDto {
  @ApiProperty({
    description: 'The hotels that the user may manage',
    type: 'array',
    items: { type: 'integer' },
  })
  hotelIds!: number[];
}

export class StaffHotelsQuery {
  @ApiPropertyOptional({ description: 'Hotels at most', minimum: 1, maximum: 1_000, default: 1_000, type: 'integer' })
  @IsUrlInteger(1, 1_000)
  limit: number = 1_000;
}

export class StaffMembershipDto {
  @ApiProperty({ description: 'Whether the user may manage the hotel; false also where there is no such hotel' })
  isStaff!: boolean;
}
