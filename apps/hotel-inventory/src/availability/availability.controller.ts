import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Availability } from '#contracts';
import { type Caller, CurrentCaller, PublicAccess, Refuses } from '#platform';
import { AvailabilityDto, AvailabilityQueryDto } from './availability.dto.js';
import { AvailabilityService } from './availability.service.js';

@ApiTags('availability')
@Controller('availability')
export class AvailabilityController {
  constructor(private readonly availability: AvailabilityService) {}

  @Get()
  @PublicAccess()
  @ApiOperation({ summary: 'Whether a stay can be booked now, at what price, and if not, why' })
  @ApiOkResponse({ type: AvailabilityDto })
  @Refuses(404, 'room_category_not_found')
  find(@Query() query: AvailabilityQueryDto, @CurrentCaller() caller: Caller | undefined): Promise<Availability> {
    return this.availability.find(query, caller);
  }
}
