import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, type Caller, CurrentCaller, PublicAccess, Refuses } from '#platform';
import { HotelListing } from './hotel-listing.service.js';
import { ChangeHotelDto, CreateHotelDto, HotelDto, HotelPageDto, HotelPath, HotelQuery } from './hotel.dto.js';
import { HotelService } from './hotel.service.js';

@ApiTags('hotels')
@Controller('hotels')
export class HotelController {
  constructor(
    private readonly hotels: HotelService,
    private readonly listing: HotelListing,
  ) {}

  @Post()
  @Access('staff')
  @ApiOperation({ summary: 'Adds a hotel; whoever does so becomes its first member of staff' })
  @ApiCreatedResponse({ type: HotelDto })
  @Refuses(409, 'quota_exceeded')
  async create(@CurrentCaller() caller: Caller, @Body() body: CreateHotelDto): Promise<HotelDto> {
    return this.listing.get(await this.hotels.create(caller, body), caller);
  }

  @Get()
  @PublicAccess()
  @ApiOperation({ summary: 'Hotels by number, or those that match a search, best first' })
  @ApiOkResponse({ type: HotelPageDto })
  @Refuses(503, 'search_unavailable')
  list(@Query() query: HotelQuery): Promise<HotelPageDto> {
    return this.listing.list(query);
  }

  @Get(':hotelId')
  @PublicAccess()
  @ApiOperation({ summary: 'One hotel; its staff are told its limits as well' })
  @ApiOkResponse({ type: HotelDto })
  @Refuses(404, 'hotel_not_found')
  get(@Param() path: HotelPath, @CurrentCaller() caller?: Caller): Promise<HotelDto> {
    return this.listing.get(path.hotelId, caller);
  }

  @Patch(':hotelId')
  @Access('staff')
  @ApiOperation({
    summary: 'Changes what is sent; by its staff',
    description:
      'Time zone only while nothing is held or sold: 409 has_live_holds. Currency only before there are categories: 409 currency_in_use.',
  })
  @ApiOkResponse({ type: HotelDto })
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'hotel_not_found')
  @Refuses(409, 'has_live_holds', 'currency_in_use')
  async change(
    @CurrentCaller() caller: Caller,
    @Param() path: HotelPath,
    @Body() body: ChangeHotelDto,
  ): Promise<HotelDto> {
    await this.hotels.change(caller, path.hotelId, body);
    return this.listing.get(path.hotelId, caller);
  }

  @Delete(':hotelId')
  @HttpCode(204)
  @Access('staff')
  @ApiOperation({
    summary: 'Removes the hotel with its categories, rooms and nights; by its staff',
    description: '409 has_live_holds while any night is held or sold.',
  })
  @ApiNoContentResponse()
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'hotel_not_found')
  @Refuses(409, 'has_live_holds')
  remove(@CurrentCaller() caller: Caller, @Param() path: HotelPath): Promise<void> {
    return this.hotels.remove(caller, path.hotelId);
  }
}
