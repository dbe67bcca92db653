import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, type Caller, CurrentCaller, PageQuery, PublicAccess, Refuses } from '#platform';
import { RoomCategoryPath } from '../room-category/room-category.dto.js';
import { AddedRoomsDto, AddRoomsDto, RoomPageDto } from './room.dto.js';
import { RoomService } from './room.service.js';

@ApiTags('rooms')
@Controller('room-categories/:roomCategoryId/rooms')
export class RoomController {
  constructor(private readonly rooms: RoomService) {}

  @Post()
  @Access('staff')
  @ApiOperation({
    summary: 'Adds rooms to a category, all or none; by the hotel’s staff',
    description:
      'Every night of the category has so many rooms more at once. The first rooms put the category on sale. ' +
      '409 room_number_taken names the numbers that the hotel has already.',
  })
  @ApiCreatedResponse({ type: AddedRoomsDto })
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'room_category_not_found')
  @Refuses(409, 'room_number_taken', 'quota_exceeded')
  add(
    @CurrentCaller() caller: Caller,
    @Param() path: RoomCategoryPath,
    @Body() body: AddRoomsDto,
  ): Promise<AddedRoomsDto> {
    return this.rooms.add(caller, path.roomCategoryId, body.numbers);
  }

  @Get()
  @PublicAccess()
  @ApiOperation({ summary: 'The rooms of a category' })
  @ApiOkResponse({ type: RoomPageDto })
  @Refuses(404, 'room_category_not_found')
  list(@Param() path: RoomCategoryPath, @Query() query: PageQuery): Promise<RoomPageDto> {
    return this.rooms.list(path.roomCategoryId, query);
  }
}
