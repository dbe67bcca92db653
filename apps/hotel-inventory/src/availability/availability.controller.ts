import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Availability } from '#contracts';
import { Access, type Caller, CurrentCaller, PublicAccess, Refuses } from '#platform';
import { HotelPath } from '../hotel/hotel.dto.js';
import {
  AvailabilityAnswersDto,
  AvailabilityDto,
  AvailabilityQueryDto,
  HotelAvailabilityDto,
  StaysDto,
  StayQueryDto,
} from './availability.dto.js';
import { AvailabilityService } from './availability.service.js';

@ApiTags('availability')
@Controller()
export class AvailabilityController {
  constructor(private readonly availability: AvailabilityService) {}

  @Get('availability')
  @PublicAccess()
  @ApiOperation({ summary: 'Whether a stay can be booked now, at what price, and if not, why' })
  @ApiOkResponse({ type: AvailabilityDto })
  @Refuses(404, 'room_category_not_found')
  find(@Query() query: AvailabilityQueryDto, @CurrentCaller() caller: Caller | undefined): Promise<Availability> {
    return this.availability.find(query, caller);
  }

  @Post('availability')
  @HttpCode(200)
  @Access('service')
  @ApiOperation({
    summary: 'The same for up to 250 stays at once; for services',
    description:
      'Each is answered by itself: one of a category that does not exist is refused, and the others are not.',
  })
  @ApiOkResponse({ type: AvailabilityAnswersDto })
  async findAll(@Body() { stays }: StaysDto, @CurrentCaller() caller: Caller): Promise<AvailabilityAnswersDto> {
    return { stays: await this.availability.findAll(stays, caller) };
  }

  @Get('hotels/:hotelId/availability')
  @PublicAccess()
  @ApiOperation({ summary: 'Every room category of a hotel for a stay, whether it can be booked or not' })
  @ApiOkResponse({ type: HotelAvailabilityDto })
  @Refuses(404, 'hotel_not_found')
  async ofHotel(@Param() path: HotelPath, @Query() query: StayQueryDto): Promise<HotelAvailabilityDto> {
    return { categories: await this.availability.ofHotel(path.hotelId, query) };
  }
}
