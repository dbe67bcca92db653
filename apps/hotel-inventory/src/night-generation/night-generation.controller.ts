import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, type Caller, CurrentCaller, Refuses } from '#platform';
import { RoomCategoryPath } from '../room-category/room-category.dto.js';
import {
  GenerateNightsDto,
  GenerationAcceptedDto,
  GenerationPath,
  NightGenerationDto,
} from './night-generation.dto.js';
import { NightGenerationService } from './night-generation.service.js';

@ApiTags('night generations')
@Controller()
@Access('staff')
export class NightGenerationController {
  constructor(private readonly generations: NightGenerationService) {}

  @Post('room-categories/:roomCategoryId/night-generations')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Makes nights of a category; by the hotel’s staff',
    description:
      'Done in the background, in batches, in turn with the other hotels. Nights that exist stay as they are and are told as ' +
      'skipped, so it is safe to repeat; with a priceOverride they are refused: 409 nights_exist.',
  })
  @ApiAcceptedResponse({ type: GenerationAcceptedDto })
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'room_category_not_found', 'hotel_not_found')
  @Refuses(409, 'nights_exist', 'quota_exceeded')
  async request(
    @CurrentCaller() caller: Caller,
    @Param() path: RoomCategoryPath,
    @Body() body: GenerateNightsDto,
  ): Promise<GenerationAcceptedDto> {
    return { generationId: await this.generations.request(caller, path.roomCategoryId, body) };
  }

  @Get('night-generations/:generationId')
  @ApiOperation({ summary: 'How far a generation is; for the hotel’s staff' })
  @ApiOkResponse({ type: NightGenerationDto })
  @Refuses(403, 'not_your_hotel')
  @Refuses(404, 'night_generation_not_found', 'room_category_not_found')
  get(@CurrentCaller() caller: Caller, @Param() path: GenerationPath): Promise<NightGenerationDto> {
    return this.generations.get(caller, path.generationId);
  }
}
