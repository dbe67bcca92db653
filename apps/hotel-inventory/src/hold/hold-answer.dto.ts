import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ConfirmAnswer, HoldAnswer, HoldGranted, HoldPage, HotelSnapshot, ReleaseAnswer } from '#contracts';

class HeldNightDto {
  @ApiProperty({ description: 'Hotel-local date', format: 'date' })
  date!: string;

  @ApiProperty({ description: 'Price of one room, minor units', type: 'integer' })
  price!: number;
}

class HotelSnapshotDto implements HotelSnapshot {
  @ApiProperty({ description: 'Of the hotel, as guests know it' })
  name!: string;

  @ApiProperty({ description: 'Street and number, postal code' })
  address!: string;

  @ApiProperty({ description: 'City' })
  city!: string;

  @ApiProperty({ description: 'ISO 3166-1 alpha-2' })
  country!: string;

  @ApiProperty({ description: 'IANA time zone: the hotel’s calendar and clock' })
  timezone!: string;

  @ApiProperty({ description: 'From when rooms are ready, hotel-local HH:MM' })
  checkInTime!: string;

  @ApiProperty({ description: 'By when guests leave, hotel-local HH:MM' })
  checkOutTime!: string;

  @ApiProperty({ description: 'The room category, as guests know it' })
  categoryName!: string;
}

class HoldGrantedDto implements HoldGranted {
  @ApiProperty({ description: 'The booking the nights are held for', format: 'uuid' })
  bookingId!: string;

  @ApiProperty({ description: 'CONFIRMED when a repeat comes after the nights were sold', enum: ['HELD', 'CONFIRMED'] })
  status!: 'HELD' | 'CONFIRMED';

  @ApiProperty({ description: 'UTC instant at which the lease ends, by this app’s clock', format: 'date-time' })
  deadline!: string;

  @ApiProperty({ description: 'The sum over nights of price × rooms, minor units', type: 'integer' })
  amount!: number;

  @ApiProperty({ description: 'ISO 4217' })
  currency!: string;

  @ApiProperty({ description: 'The nights and the price of one room on each, as first fixed', type: [HeldNightDto] })
  nights!: HeldNightDto[];

  @ApiProperty({ description: 'The hotel as it was when the nights were taken' })
  hotel!: HotelSnapshotDto;
}

/** What each part of a batch is answered with when it was not done. */
class MaybeRefusedDto {
  @ApiProperty({ description: 'The booking of the hold', format: 'uuid' })
  bookingId!: string;

  @ApiPropertyOptional({
    description: 'When it is refused: why, as a problem document with the requestId of that part',
    type: 'object',
    additionalProperties: true,
  })
  problem?: Record<string, unknown>;

  @ApiPropertyOptional({ description: 'Seconds after which it may be asked for again', type: 'integer' })
  retryAfterSeconds?: number;
}

class HoldAnswerDto extends MaybeRefusedDto {
  @ApiProperty({ description: 'What became of it, whatever became of the others', enum: ['held', 'refused'] })
  outcome!: HoldAnswer['outcome'];

  @ApiPropertyOptional({ description: 'When it is held', type: HoldGrantedDto })
  hold?: HoldGranted;
}

export class HoldAnswersDto {
  @ApiProperty({ description: 'One for each hold, in the order of the request', type: [HoldAnswerDto] })
  holds!: HoldAnswer[];
}

class ConfirmAnswerDto extends MaybeRefusedDto {
  @ApiProperty({
    description: '`gone`: the nights are no longer held, for good',
    enum: ['confirmed', 'gone', 'refused'],
  })
  outcome!: ConfirmAnswer['outcome'];
}

export class ConfirmAnswersDto {
  @ApiProperty({ description: 'One for each booking, in the order of the request', type: [ConfirmAnswerDto] })
  holds!: ConfirmAnswer[];
}

class ReleaseAnswerDto extends MaybeRefusedDto {
  @ApiProperty({ description: 'What became of it, whatever became of the others', enum: ['released', 'refused'] })
  outcome!: ReleaseAnswer['outcome'];
}

export class ReleaseAnswersDto {
  @ApiProperty({ description: 'One for each booking, in the order of the request', type: [ReleaseAnswerDto] })
  holds!: ReleaseAnswer[];
}

export class ConfirmedHoldDto {
  @ApiProperty({ description: 'The booking the nights were sold to', format: 'uuid' })
  bookingId!: string;

  @ApiProperty({ description: 'UTC instant at which they were', format: 'date-time' })
  changedAt!: string;
}

export class HoldPageDto implements HoldPage {
  @ApiProperty({ description: 'Holds in the order in which they were confirmed', type: [ConfirmedHoldDto] })
  holds!: ConfirmedHoldDto[];

  @ApiProperty({
    description: 'Send it as cursor for those that are confirmed later; null when this page is empty',
    type: String,
    nullable: true,
  })
  nextCursor!: string | null;
}
