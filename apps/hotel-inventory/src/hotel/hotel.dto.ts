import { applyDecorators } from '@nestjs/common';
import { ApiHideProperty, ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsInt,
  IsISO31661Alpha2,
  IsISO4217CurrencyCode,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsText, IsTimezone, IsUrlId, Omittable, PageDto, PageQuery } from '#platform';
import { MAX_RANKED, MAX_SEARCH_LENGTH, MAX_WORDS } from '../hotel-search/hotel-index.js';
import type { GuestLimits } from './guest-limits.js';

const WALL_CLOCK = { pattern: /^([01]\d|2[0-3]):[0-5]\d$/, message: '$property must be a time of day as HH:MM' };

export class HotelPath {
  @ApiProperty({ description: 'The hotel', type: 'integer' })
  @IsUrlId()
  hotelId!: number;
}

export class HotelQuery extends PageQuery {
  @ApiPropertyOptional({
    description:
      `Words to look for in number, name, address, city and country: the first ${MAX_WORDS} of them, each of which must match. ` +
      `Typos are forgiven in two words. Best match first, the best ${MAX_RANKED} at most`,
    maxLength: MAX_SEARCH_LENGTH,
  })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_SEARCH_LENGTH)
  search?: string;
}

class HotelFieldsDto {
  @ApiProperty({ description: 'As guests know it', maxLength: 200, example: 'Pensão Alfama' })
  @IsText(200)
  name!: string;

  @ApiProperty({ description: 'Street and number, postal code', maxLength: 300, example: 'Rua dos Remédios 12' })
  @IsText(300)
  address!: string;

  @ApiProperty({ maxLength: 100, description: 'City', example: 'Lisboa' })
  @IsText(100)
  city!: string;

  @ApiProperty({ description: 'ISO 3166-1 alpha-2', example: 'PT' })
  @Transform(upperCased)
  @IsISO31661Alpha2()
  country!: string;

  @ApiProperty({ description: 'IANA time zone: the hotel’s calendar and clock', example: 'Europe/Lisbon' })
  @IsTimezone()
  @MaxLength(64)
  timezone!: string;

  @ApiProperty({ description: 'ISO 4217; all prices of the hotel are in its minor unit', example: 'EUR' })
  @Transform(upperCased)
  @IsISO4217CurrencyCode()
  currency!: string;

  @ApiPropertyOptional({ description: 'From when rooms are ready, hotel-local HH:MM', default: '15:00' })
  @ValidateIf(isGiven)
  @Matches(WALL_CLOCK.pattern, { message: WALL_CLOCK.message })
  checkInTime?: string;

  @ApiPropertyOptional({ description: 'By when guests leave, hotel-local HH:MM', default: '11:00' })
  @ValidateIf(isGiven)
  @Matches(WALL_CLOCK.pattern, { message: WALL_CLOCK.message })
  checkOutTime?: string;
}

const ONE_LIMIT = { type: 'integer', minimum: 0, maximum: 1_000_000, nullable: true } as const;

/** What is left out stays as it is: as the operator has it, to begin with. */
class ChangeGuestLimitsDto implements Partial<GuestLimits> {
  @ApiPropertyOptional({ ...ONE_LIMIT, description: 'Of one booking' })
  @IsRoomNights()
  roomNightsPerBooking?: number | null;

  @ApiPropertyOptional({ ...ONE_LIMIT, description: 'Of all stays to come at this hotel' })
  @IsRoomNights()
  roomNights?: number | null;

  @ApiPropertyOptional({ ...ONE_LIMIT, description: 'Of those stays at this hotel that overlap' })
  @IsRoomNights()
  roomNightsAtOnce?: number | null;
}

class GuestLimitsDto implements GuestLimits {
  @ApiProperty({ ...ONE_LIMIT, description: 'Of one booking' })
  roomNightsPerBooking!: number | null;

  @ApiProperty({ ...ONE_LIMIT, description: 'Of all stays to come at this hotel' })
  roomNights!: number | null;

  @ApiProperty({ ...ONE_LIMIT, description: 'Of those stays at this hotel that overlap' })
  roomNightsAtOnce!: number | null;
}

/** What staff say about a hotel. */
export class CreateHotelDto extends HotelFieldsDto {
  @ApiPropertyOptional({
    description:
      'How many rooms × nights one user may have here, in place of the general limits; null for those, 0 for no limit',
  })
  @Omittable()
  // A list would pass as a list of limits.
  @IsObject()
  @ValidateNested()
  @Type(() => ChangeGuestLimitsDto)
  guestLimits?: ChangeGuestLimitsDto;

  @ApiHideProperty()
  @IsLeftToGuests()
  rating?: never;

  @ApiHideProperty()
  @IsLeftToGuests()
  ratingCount?: never;
}

/** What is left out stays as it is. */
export class ChangeHotelDto extends PartialType(CreateHotelDto, { skipNullProperties: false }) {}

export class HotelDto extends HotelFieldsDto {
  @ApiProperty({ description: 'The hotel', type: 'integer' })
  hotelId!: number;

  @ApiProperty({
    description: 'Stars by guests; staff cannot set them',
    minimum: 0,
    maximum: 5,
    type: Number,
    nullable: true,
  })
  rating!: number | null;

  @ApiProperty({ description: 'How many guests rated', minimum: 0, type: 'integer' })
  ratingCount!: number;

  @ApiPropertyOptional({ description: 'How many rooms × nights one user may have here; for its staff only' })
  guestLimits?: GuestLimitsDto;

  @ApiProperty({ description: 'UTC instant' })
  createdAt!: Date;

  @ApiProperty({ description: 'UTC instant' })
  updatedAt!: Date;
}

export class HotelPageDto extends PageDto {
  @ApiProperty({ description: 'Hotels, by number or best match first', type: [HotelDto] })
  items!: HotelDto[];
}

function upperCased({ value }: { value: unknown }): unknown {
  return typeof value === 'string' ? value.toUpperCase() : value;
}

function IsRoomNights(): PropertyDecorator {
  return applyDecorators(IsOptional(), IsInt(), Min(0), Max(1_000_000));
}

/** Refuses whatever is sent; staff sent it to versions before this one. */
function IsLeftToGuests(): PropertyDecorator {
  const message = '$property is what guests say of the hotel, and cannot be set; leave it out';
  return applyDecorators(
    ValidateIf(isGiven),
    ValidateBy({ name: 'isLeftToGuests', validator: { validate: () => false } }, { message }),
  );
}

/** Unlike IsOptional, lets no null through. */
function isGiven(_: object, value: unknown): boolean {
  return value !== undefined;
}
