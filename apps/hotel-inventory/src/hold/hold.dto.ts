import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { HOLDER_ROLES, type HolderRole, type HoldNamed, type HoldRequest, MAX_HOLDS_TOGETHER } from '#contracts';
import { CategoryStayDto } from '../night/category-stay.dto.js';
import { IsText, IsUrlInteger, Omittable } from '#platform';

export class HoldRequestDto extends CategoryStayDto implements HoldRequest {
  @ApiProperty({ description: 'The booking the nights are held for', format: 'uuid' })
  @IsUUID()
  bookingId!: string;

  @ApiProperty({ description: 'Whom the hold counts against: the user id of who books', maxLength: 64 })
  @IsText(64)
  holder!: string;

  @ApiProperty({ description: 'Whose limits it counts against', enum: HOLDER_ROLES })
  @IsIn(HOLDER_ROLES)
  holderRole!: HolderRole;

  @ApiProperty({ description: 'The hotel the category must belong to', type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  hotelId!: number;

  @ApiProperty({ description: 'Guests in all rooms together', minimum: 1, type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(2_500)
  totalGuests!: number;

  @ApiProperty({ description: 'The lease, in seconds from now', minimum: 1, maximum: 86_400, type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(86_400)
  holdSeconds!: number;

  @ApiPropertyOptional({ description: 'What the guest believes the stay costs, minor units', type: 'integer' })
  @Omittable()
  @IsInt()
  @Min(0)
  expectedAmount?: number;

  @ApiPropertyOptional({
    description: 'The request for which the hold is wanted, for logs and refusals',
    maxLength: 64,
  })
  @Omittable()
  @IsText(64)
  requestId?: string;
}

export class HoldsDto {
  @ApiProperty({ description: 'Each is taken or refused by itself', type: [HoldRequestDto] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_HOLDS_TOGETHER)
  // A list would pass as a list of holds.
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => HoldRequestDto)
  holds!: HoldRequestDto[];
}

class HoldNamedDto implements HoldNamed {
  @ApiProperty({ description: 'The booking of the hold', format: 'uuid' })
  @IsUUID()
  bookingId!: string;

  @ApiPropertyOptional({ description: 'The request for which it is, for logs and refusals', maxLength: 64 })
  @Omittable()
  @IsText(64)
  requestId?: string;
}

export class HoldsNamedDto {
  @ApiProperty({ description: 'Each is done or refused by itself', type: [HoldNamedDto] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_HOLDS_TOGETHER)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => HoldNamedDto)
  holds!: HoldNamedDto[];
}

export class ConfirmedHoldsQueryDto {
  @ApiProperty({ description: 'Only CONFIRMED holds are listed', enum: ['CONFIRMED'] })
  @IsIn(['CONFIRMED'])
  status!: 'CONFIRMED';

  @ApiPropertyOptional({ description: 'Where the page before ended; without it, holds of the last 24 hours' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @ApiPropertyOptional({ description: 'Holds per page', minimum: 1, maximum: 500, default: 200, type: 'integer' })
  @IsOptional()
  @IsUrlInteger(1, 500)
  limit: number = 200;
}
