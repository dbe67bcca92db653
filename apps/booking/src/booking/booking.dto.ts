import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsLocale,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  IsCalendarDate,
  IsMailAddress,
  IsStayEnd,
  IsText,
  IsUrlId,
  MAX_ID,
  IsTextOfLines,
  Omittable,
  PageDto,
  PageQuery,
} from '#platform';
import { BOOKING_STATUSES, type BookingStatus } from './booking.js';

export class GuestDto {
  @ApiProperty({ description: 'Full name', maxLength: 200 })
  @IsText(200)
  name!: string;

  @ApiProperty({ description: 'Where mails about the booking go', format: 'email' })
  @IsMailAddress()
  email!: string;

  @ApiPropertyOptional({ description: 'BCP 47 language tag for dates and amounts in mails', default: 'en' })
  @Omittable()
  @IsString()
  @MaxLength(35)
  @IsLocale({ message: '$property must be a language tag such as en or pt-PT' })
  locale: string = 'en';
}

export class CreateBookingDto {
  @ApiProperty({ description: 'The hotel', type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(MAX_ID)
  hotelId!: number;

  @ApiProperty({ description: 'A room category of the hotel', type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(MAX_ID)
  roomCategoryId!: number;

  @ApiProperty({ description: 'First night, hotel-local date', format: 'date', example: '2027-03-27' })
  @IsCalendarDate()
  checkInDate!: string;

  @ApiProperty({ description: 'Day of departure, hotel-local date; its night is not sold', format: 'date' })
  @IsCalendarDate()
  @IsStayEnd('checkInDate')
  checkOutDate!: string;

  @ApiPropertyOptional({ description: 'Rooms of the category', minimum: 1, maximum: 50, default: 1, type: 'integer' })
  @Omittable()
  @IsInt()
  @Min(1)
  @Max(50)
  rooms: number = 1;

  @ApiProperty({
    description: 'Guests in all rooms together: at most maxGuests of the category × rooms',
    minimum: 1,
    type: 'integer',
  })
  @IsInt()
  @Min(1)
  @Max(2_500)
  totalGuests!: number;

  @ApiProperty({ description: 'Who stays, and gets the mails' })
  // A list would pass as a list of guests.
  @IsObject()
  @ValidateNested()
  @Type(() => GuestDto)
  guest!: GuestDto;

  @ApiPropertyOptional({ description: 'Anything the hotel should know', maxLength: 2_000, nullable: true })
  // Nothing to say is one request, however it is written: the same key must find it again.
  @Transform(({ value }: { value: unknown }) => value ?? undefined)
  @Omittable()
  @IsTextOfLines(2_000)
  specialRequests?: string;

  @ApiPropertyOptional({
    description: 'What the guest was told it costs, minor units; another price is 409 price_changed',
    type: 'integer',
  })
  @Omittable()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  bookingAmount?: number;

  @ApiPropertyOptional({ description: 'Instead of the header Idempotency-Key', format: 'uuid' })
  @Omittable()
  @IsString()
  @MaxLength(64)
  idempotencyKey?: string;
}

export class BookingPathDto {
  @ApiProperty({ description: 'The bookingId of the answer to the booking', format: 'uuid' })
  @IsUUID()
  bookingId!: string;
}

export class ListBookingsQueryDto extends PageQuery {
  @ApiPropertyOptional({ description: 'Only bookings that read as this status now', enum: BOOKING_STATUSES })
  @IsOptional()
  @IsIn(BOOKING_STATUSES)
  status?: BookingStatus;

  @ApiPropertyOptional({ description: 'Only bookings of this hotel', type: 'integer' })
  @IsOptional()
  @IsUrlId()
  hotelId?: number;
}

export class NightPriceDto {
  @ApiProperty({ description: 'Hotel-local date', format: 'date' })
  date!: string;

  @ApiProperty({ description: 'Price of one room, minor units', type: 'integer' })
  price!: number;
}

export class BookingDto {
  @ApiProperty({ description: 'Id of the booking', format: 'uuid' })
  bookingId!: string;

  @ApiProperty({ description: 'What the guest says at the desk' })
  reference!: string;

  @ApiProperty({ description: 'The key of the attempt; confirms the booking', format: 'uuid' })
  idempotencyKey!: string;

  @ApiProperty({ enum: BOOKING_STATUSES, description: 'PENDING past its deadline reads EXPIRED' })
  status!: BookingStatus;

  @ApiProperty({ description: 'The user who booked' })
  userId!: string;

  @ApiProperty({ description: 'The hotel', type: 'integer' })
  hotelId!: number;

  @ApiProperty({ description: 'The room category', type: 'integer' })
  roomCategoryId!: number;

  @ApiProperty({ description: 'First night, hotel-local date', format: 'date' })
  checkInDate!: string;

  @ApiProperty({ description: 'Day of departure, hotel-local date', format: 'date' })
  checkOutDate!: string;

  @ApiProperty({ description: 'Rooms booked', type: 'integer' })
  rooms!: number;

  @ApiProperty({ description: 'Guests in all rooms together', type: 'integer' })
  totalGuests!: number;

  @ApiProperty({ description: 'Who stays' })
  guest!: GuestDto;

  @ApiProperty({ description: 'As sent, or null', nullable: true, type: String })
  specialRequests!: string | null;

  @ApiProperty({ description: 'The sum over nights of price × rooms, minor units', type: 'integer' })
  bookingAmount!: number;

  @ApiProperty({ description: 'ISO 4217' })
  currency!: string;

  @ApiProperty({ description: 'The nights and the price of one room on each', type: [NightPriceDto] })
  nights!: NightPriceDto[];

  @ApiProperty({ description: 'UTC instant', format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ description: 'UTC instant until which it can be confirmed', format: 'date-time' })
  expiresAt!: string;

  @ApiProperty({ description: 'Whole seconds in which it can still be confirmed', type: 'integer' })
  secondsRemaining!: number;

  @ApiProperty({ description: 'UTC instant of this answer by the server', format: 'date-time' })
  serverTime!: string;
}

export class BookingPageDto extends PageDto {
  @ApiProperty({ type: [BookingDto], description: 'Newest first' })
  items!: BookingDto[];
}
