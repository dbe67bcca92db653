import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, type Caller, CurrentCaller, PageQuery, PublicAccess, Refuses } from '#platform';
import { HotelPath } from '../hotel/hotel.dto.js';
import {
  ChangeRoomCategoryDto,
  CreateRoomCategoryDto,
  RoomCategoryDto,
  RoomCategoryPageDto,
  RoomCategoryPath,
} from './room-category.dto.js';
import { RoomCategoryService } from './room-category.service.js';

@ApiTags('room categories')
@Controller()
export class RoomCategoryController {
  constructor(private readonly categories: RoomCategoryService) {}

  @Post('hotels/:hotelId/room-categories')
  @Access('staff')
  @ApiOperation({ summary: 'Adds a room category; by the hotel’s staff' })
  @ApiCreatedResponse({ type: RoomCategoryDto })
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'hotel_not_found')
  @Refuses(409, 'name_taken', 'quota_exceeded')
  create(
    @CurrentCaller() caller: Caller,
    @Param() path: HotelPath,
    @Body() body: CreateRoomCategoryDto,
  ): Promise<RoomCategoryDto> {
    return this.categories.create(caller, path.hotelId, body);
  }

  @Get('hotels/:hotelId/room-categories')
  @PublicAccess()
  @ApiOperation({ summary: 'The room categories of a hotel' })
  @ApiOkResponse({ type: RoomCategoryPageDto })
  @Refuses(404, 'hotel_not_found')
  list(@Param() path: HotelPath, @Query() query: PageQuery): Promise<RoomCategoryPageDto> {
    return this.categories.list(path.hotelId, query);
  }

  @Get('room-categories/:roomCategoryId')
  @PublicAccess()
  @ApiOperation({ summary: 'One room category' })
  @ApiOkResponse({ type: RoomCategoryDto })
  @Refuses(404, 'room_category_not_found')
  get(@Param() path: RoomCategoryPath): Promise<RoomCategoryDto> {
    return this.categories.get(path.roomCategoryId);
  }

  @Patch('room-categories/:roomCategoryId')
  @Access('staff')
  @ApiOperation({
    summary: 'Changes what is sent; by the hotel’s staff',
    description: 'A new price is for nights that are made from now on; nights that exist keep theirs.',
  })
  @ApiOkResponse({ type: RoomCategoryDto })
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'room_category_not_found')
  @Refuses(409, 'name_taken')
  change(
    @CurrentCaller() caller: Caller,
    @Param() path: RoomCategoryPath,
    @Body() body: ChangeRoomCategoryDto,
  ): Promise<RoomCategoryDto> {
    return this.categories.change(caller, path.roomCategoryId, body);
  }

  @Delete('room-categories/:roomCategoryId')
  @HttpCode(204)
  @Access('staff')
  @ApiOperation({
    summary: 'Removes the category with its rooms and nights; by the hotel’s staff',
    description: '409 has_live_holds while any of its nights is held or sold.',
  })
  @ApiNoContentResponse()
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'room_category_not_found')
  @Refuses(409, 'has_live_holds')
  remove(@CurrentCaller() caller: Caller, @Param() path: RoomCategoryPath): Promise<void> {
    return this.categories.remove(caller, path.roomCategoryId);
  }
}
