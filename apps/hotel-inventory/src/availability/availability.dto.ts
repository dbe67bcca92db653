import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsObject,
  IsOptional,
  IsUUID,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { type AvailabilityAnswer, MAX_STAYS_TOGETHER, type StayWanted } from '#contracts';
import { CategoryStayDto } from '../night/category-stay.dto.js';
import { IsCalendarDate, IsStayEnd, IsUrlId, IsUrlInteger, Omittable } from '#platform';

export class StayQueryDto {
  @ApiProperty({ description: 'First night, hotel-local date', format: 'date', example: '2027-03-27' })
  @IsCalendarDate()
  checkInDate!: string;

  @ApiProperty({ description: 'Day of departure, hotel-local date', format: 'date', example: '2027-03-29' })
  @IsCalendarDate()
  @IsStayEnd('checkInDate')
  checkOutDate!: string;

  @ApiPropertyOptional({ description: 'Rooms wanted', minimum: 1, maximum: 50, default: 1, type: 'integer' })
  @IsOptional()
  @IsUrlInteger(1, 50)
  rooms: number = 1;

  @ApiPropertyOptional({ description: 'Guests in all rooms together; checked when sent', minimum: 1, type: 'integer' })
  @IsOptional()
  @IsUrlInteger(1, 2_500)
  totalGuests?: number;
}

export class AvailabilityQueryDto extends StayQueryDto {
  @ApiProperty({ description: 'The room category', type: 'integer' })
  @IsUrlId()
  roomCategoryId!: number;

  @ApiPropertyOptional({
    description: 'From services only: the booking that asks, whose own hold counts as free',
    format: 'uuid',
  })
  @IsOptional()
  @IsUUID()
  bookingId?: string;
}

class StayWantedDto extends CategoryStayDto implements StayWanted {
  @ApiPropertyOptional({ description: 'Guests in all rooms together; checked when sent', minimum: 1, type: 'integer' })
  @Omittable()
  @IsInt()
  @Min(1)
  @Max(2_500)
  totalGuests?: number;

  @ApiPropertyOptional({ description: 'The booking that asks, whose own hold counts as free', format: 'uuid' })
  @Omittable()
  @IsUUID()
  bookingId?: string;
}

export class StaysDto {
  @ApiProperty({ description: 'Each is answered by itself', type: [StayWantedDto], maxItems: MAX_STAYS_TOGETHER })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_STAYS_TOGETHER)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => StayWantedDto)
  stays!: StayWantedDto[];
}

export class AvailableNightDto {
  @ApiProperty({ description: 'Hotel-local date', format: 'date' })
  date!: string;

  @ApiProperty({ description: 'Price of one room, minor units', type: 'integer' })
  price!: number;

  @ApiProperty({ description: 'Rooms that can still be booked', type: 'integer' })
  roomsLeft!: number;
}

export class AvailabilityDto {
  @ApiProperty({ description: 'Whether the stay can be booked now' })
  available!: boolean;

  @ApiProperty({ description: 'The hotel of the category', type: 'integer' })
  hotelId!: number;

  @ApiProperty({ description: 'Rooms free on every night of the stay', type: 'integer' })
  roomsLeft!: number;

  @ApiProperty({ description: 'The nights that are on sale, in date order', type: [AvailableNightDto] })
  nights!: AvailableNightDto[];

  @ApiProperty({ description: 'For all rooms and nights, minor units', type: 'integer' })
  totalPrice!: number;

  @ApiProperty({ description: 'ISO 4217' })
  currency!: string;

  @ApiProperty({
    description: 'What stands in the way: sold_out, not_on_sale (with nights), check_in_past, too_many_guests',
    type: 'array',
    items: {
      type: 'object',
      required: ['code'],
      properties: {
        code: { type: 'string', enum: ['sold_out', 'not_on_sale', 'check_in_past', 'too_many_guests'] },
        nights: { type: 'array', items: { type: 'string', format: 'date' } },
        today: { type: 'string', format: 'date', description: 'With check_in_past: the date at the hotel' },
        maxGuests: { type: 'integer', description: 'With too_many_guests: how many the rooms take' },
      },
    },
  })
  reasons!: object[];
}

class AvailabilityAnswerDto {
  @ApiProperty({ description: '`refused` where there is no such category', enum: ['found', 'refused'] })
  outcome!: AvailabilityAnswer['outcome'];

  @ApiPropertyOptional({ description: 'When it is found', type: AvailabilityDto })
  availability?: AvailabilityDto;

  @ApiPropertyOptional({
    description: 'When it is refused: why, as a problem document',
    type: 'object',
    additionalProperties: true,
  })
  problem?: Record<string, unknown>;
}

export class AvailabilityAnswersDto {
  @ApiProperty({ description: 'One for each stay, in the order of the request', type: [AvailabilityAnswerDto] })
  stays!: AvailabilityAnswer[];
}

class CategoryAvailabilityDto extends AvailabilityDto {
  @ApiProperty({ description: 'The room category', type: 'integer' })
  roomCategoryId!: number;

  @ApiProperty({ description: 'As guests know it' })
  name!: string;

  @ApiProperty({ description: 'Kind of room: SINGLE, DOUBLE, FAMILY, DELUXE, SUITE' })
  roomType!: string;

  @ApiProperty({ description: 'Guests per room', type: 'integer' })
  maxGuests!: number;
}

export class HotelAvailabilityDto {
  @ApiProperty({ description: 'By number', type: [CategoryAvailabilityDto] })
  categories!: CategoryAvailabilityDto[];
}
