import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { PageDto } from '#platform';
import { HotelPath } from './hotel.dto.js';

export class StaffMemberPath extends HotelPath {
  @ApiProperty({ description: 'The user: the sub of their tokens', maxLength: 64 })
  @IsString()
  @Length(1, 64)
  userId!: string;
}

export class UserPath {
  @ApiProperty({ description: 'The user: the sub of their tokens', maxLength: 64 })
  @IsString()
  @Length(1, 64)
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
  @ApiProperty({ description: 'The hotels that the user may manage', type: [Number] })
  hotelIds!: number[];
}
