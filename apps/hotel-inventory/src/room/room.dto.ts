import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, Length } from 'class-validator';
import { PageDto } from '#platform';

export class AddRoomsDto {
  @ApiProperty({
    description: 'What stands on the doors: 1 to 500 distinct numbers of at most 20 characters, none used in the hotel',
    example: ['101', '102'],
  })
  @Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(trimmed) : value))
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @IsString({ each: true })
  @Length(1, 20, { each: true })
  numbers!: string[];
}

export class RoomDto {
  @ApiProperty({ description: 'The room' })
  roomId!: number;

  @ApiProperty({ description: 'What stands on the door' })
  number!: string;
}

export class AddedRoomsDto {
  @ApiProperty({ description: 'The rooms that were added', type: [RoomDto] })
  rooms!: RoomDto[];

  @ApiProperty({ description: 'How many rooms the category has now' })
  roomCount!: number;
}

export class RoomPageDto extends PageDto {
  @ApiProperty({ description: 'Rooms in the order in which they were added', type: [RoomDto] })
  items!: RoomDto[];
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}
