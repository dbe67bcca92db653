import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsUUID, Max, Min } from 'class-validator';
import { IsCalendarDate } from '#platform';
import { IsPrice, MAX_PRICE, MIN_PRICE } from '../room-category/room-category.dto.js';

/** A transaction for each few nights would take from others what it costs. */
const MIN_BATCH_SIZE = 50;

export class GenerationPath {
  @ApiProperty({ description: 'The generation', format: 'uuid' })
  @IsUUID()
  generationId!: string;
}

export class GenerateNightsDto {
  @ApiProperty({
    description: 'First night, hotel-local; not before today there',
    format: 'date',
    example: '2027-01-01',
  })
  @IsCalendarDate()
  startDate!: string;

  @ApiProperty({
    description: 'The day after the last night; at most 750 nights',
    format: 'date',
    example: '2027-02-01',
  })
  @IsCalendarDate()
  endDate!: string;

  @ApiPropertyOptional({
    description:
      'What each of these nights costs per room, minor units; the category’s price without. Only for nights that do not exist',
    minimum: MIN_PRICE,
    maximum: MAX_PRICE,
    type: 'integer',
    nullable: true,
  })
  @IsOptional()
  @IsPrice()
  priceOverride?: number | null;

  @ApiPropertyOptional({
    description: 'Nights per transaction',
    minimum: MIN_BATCH_SIZE,
    maximum: 1000,
    default: 100,
    type: 'integer',
  })
  @IsInt()
  @Min(MIN_BATCH_SIZE, { message: `batchSize must be at least ${MIN_BATCH_SIZE}, or left out` })
  @Max(1000)
  batchSize: number = 100;
}

export class GenerationAcceptedDto {
  @ApiProperty({ description: 'Ask GET /night-generations/{generationId} how far it is', format: 'uuid' })
  generationId!: string;
}

export class NightGenerationDto {
  @ApiProperty({ description: 'The generation', format: 'uuid' })
  generationId!: string;

  @ApiProperty({ description: 'The category whose nights are made', type: 'integer' })
  roomCategoryId!: number;

  @ApiProperty({ description: 'DONE when every night was made or skipped', enum: ['PENDING', 'DONE'] })
  state!: 'PENDING' | 'DONE';

  @ApiProperty({ description: 'First night, hotel-local', format: 'date' })
  startDate!: string;

  @ApiProperty({ description: 'The day after the last night', format: 'date' })
  endDate!: string;

  @ApiProperty({ description: 'Minor units; null for the category’s price', type: 'integer', nullable: true })
  priceOverride!: number | null;

  @ApiProperty({ description: 'Nights per transaction', type: 'integer' })
  batchSize!: number;

  @ApiProperty({ description: 'Nights asked for', type: 'integer' })
  total!: number;

  @ApiProperty({ description: 'Nights worked off so far: created + skipped', type: 'integer' })
  done!: number;

  @ApiProperty({ description: 'Nights that were made', type: 'integer' })
  created!: number;

  @ApiProperty({ description: 'Nights that were there already, and stay as they are', type: 'integer' })
  skipped!: number;

  @ApiProperty({ description: 'UTC instant' })
  createdAt!: Date;

  @ApiProperty({ description: 'UTC instant of the latest progress' })
  updatedAt!: Date;
}
