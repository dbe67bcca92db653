import { Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { StaffHotels } from '#contracts';
import { Access, type Caller, CurrentCaller, PageQuery, Refuses } from '#platform';
import { HotelPath } from './hotel.dto.js';
import { StaffHotelsDto, StaffMemberPath, StaffPageDto, UserPath } from './staff.dto.js';
import { StaffService } from './staff.service.js';

@ApiTags('staff')
@Controller()
export class StaffController {
  constructor(private readonly staff: StaffService) {}

  @Get('hotels/:hotelId/staff')
  @Access('staff')
  @ApiOperation({ summary: 'Who may manage the hotel; for its staff' })
  @ApiOkResponse({ type: StaffPageDto })
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'hotel_not_found')
  list(@CurrentCaller() caller: Caller, @Param() path: HotelPath, @Query() query: PageQuery): Promise<StaffPageDto> {
    return this.staff.list(caller, path.hotelId, query);
  }

  @Put('hotels/:hotelId/staff/:userId')
  @HttpCode(204)
  @Access('staff')
  @ApiOperation({ summary: 'Lets a user manage the hotel; by its staff. Safe to repeat' })
  @ApiNoContentResponse()
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'hotel_not_found')
  add(@CurrentCaller() caller: Caller, @Param() path: StaffMemberPath): Promise<void> {
    return this.staff.add(caller, path.hotelId, path.userId);
  }

  @Delete('hotels/:hotelId/staff/:userId')
  @HttpCode(204)
  @Access('staff')
  @ApiOperation({ summary: 'Takes that away again; by its staff, but not from the only one. Safe to repeat' })
  @ApiNoContentResponse()
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'hotel_not_found')
  @Refuses(409, 'last_staff')
  remove(@CurrentCaller() caller: Caller, @Param() path: StaffMemberPath): Promise<void> {
    return this.staff.remove(caller, path.hotelId, path.userId);
  }

  @Get('staff/:userId/hotels')
  @Access('service')
  @ApiOperation({ summary: 'The hotels that a user may manage; for services' })
  @ApiOkResponse({ type: StaffHotelsDto })
  hotelsOf(@Param() path: UserPath): Promise<StaffHotels> {
    return this.staff.hotelsOf(path.userId);
  }
}
