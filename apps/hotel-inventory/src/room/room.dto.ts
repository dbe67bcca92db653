import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { IsText, PageDto } from '#platform';

export class AddRoomsDto {
  @ApiProperty({
    description: 'What stands on the doors: 1 to 500 distinct numbers of at most 20 characters, none used in the hotel',
    example: ['101', '102'],
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @IsText(20, { each: true })
  numbers!: string[];
}

export class RoomDto {
  @ApiProperty({ description: 'The room', type: 'integer' })
  roomId!: number;

  @ApiProperty({ description: 'What stands on the door' })
  number!: string;
}

export class AddedRoomsDto {
  @ApiProperty({ description: 'The rooms that were added', type: [RoomDto] })
  rooms!: RoomDto[];

  @ApiProperty({ description: 'How many rooms the category has now', type: 'integer' })
  roomCount!: number;
}

export class RoomPageDto extends PageDto {
  @ApiProperty({ description: 'Rooms in the order in which they were added', type: [RoomDto] })
  items!: RoomDto[];
}
