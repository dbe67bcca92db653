import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { IsCalendarDate, IsStayEnd, IsUrlId, IsUrlInteger } from '#platform';

export class AvailabilityQueryDto {
  @ApiProperty({ description: 'The room category', type: 'integer' })
  @IsUrlId()
  roomCategoryId!: number;

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

  @ApiPropertyOptional({
    description: 'From services only: the booking that asks, whose own hold counts as free',
    format: 'uuid',
  })
  @IsOptional()
  @IsUUID()
  bookingId?: string;
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
