import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { IsCalendarDate, IsStayEnd } from '#platform';

/** Some rooms of a category for a stay, as a part of a body asks for them. */
export class CategoryStayDto {
  @ApiProperty({ description: 'The room category', type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  roomCategoryId!: number;

  @ApiProperty({ description: 'First night, hotel-local date', format: 'date' })
  @IsCalendarDate()
  checkInDate!: string;

  @ApiProperty({ description: 'Day of departure, hotel-local date; its night is no part of the stay', format: 'date' })
  @IsCalendarDate()
  @IsStayEnd('checkInDate')
  checkOutDate!: string;

  @ApiProperty({ description: 'Rooms of the category', minimum: 1, maximum: 50, type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(50)
  rooms!: number;
}
