import { applyDecorators } from '@nestjs/common';
import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { IsText, IsUrlId, PageDto } from '#platform';
import { ROOM_TYPES, type RoomType } from './room-type.js';

/** In minor units; keeps the amount of the longest and largest booking well inside what JSON numbers carry. */
export const MAX_PRICE = 100_000_000;
/** A price of nothing is a slip, and guests would book it. */
export const MIN_PRICE = 1;

export function IsPrice(): PropertyDecorator {
  return applyDecorators(
    IsInt(),
    Min(MIN_PRICE, { message: '$property must be at least 1, in minor units: a room is not given away' }),
    Max(MAX_PRICE),
  );
}

export class RoomCategoryPath {
  @ApiProperty({ description: 'The room category', type: 'integer' })
  @IsUrlId()
  roomCategoryId!: number;
}

export class CreateRoomCategoryDto {
  @ApiProperty({ description: 'As guests know it; once per hotel', maxLength: 100, example: 'Double with a view' })
  @IsText(100)
  name!: string;

  @ApiProperty({ description: 'The kind of room', enum: ROOM_TYPES })
  @IsIn(ROOM_TYPES)
  roomType!: RoomType;

  @ApiProperty({
    description: 'Per room and night, minor units of the hotel’s currency: what nights made from now on cost',
    minimum: MIN_PRICE,
    maximum: MAX_PRICE,
    example: 12000,
    type: 'integer',
  })
  @IsPrice()
  price!: number;

  @ApiProperty({ description: 'Guests per room', minimum: 1, maximum: 50, example: 2, type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(50)
  maxGuests!: number;
}

/** What is left out stays as it is. */
export class ChangeRoomCategoryDto extends PartialType(CreateRoomCategoryDto, { skipNullProperties: false }) {}

export class RoomCategoryDto extends CreateRoomCategoryDto {
  @ApiProperty({ description: 'The room category', type: 'integer' })
  roomCategoryId!: number;

  @ApiProperty({ description: 'The hotel it belongs to', type: 'integer' })
  hotelId!: number;

  @ApiProperty({ description: 'How many rooms it has', type: 'integer' })
  roomCount!: number;

  @ApiProperty({ description: 'UTC instant' })
  createdAt!: Date;

  @ApiProperty({ description: 'UTC instant' })
  updatedAt!: Date;
}

export class RoomCategoryPageDto extends PageDto {
  @ApiProperty({ description: 'Room categories, by number', type: [RoomCategoryDto] })
  items!: RoomCategoryDto[];
}
