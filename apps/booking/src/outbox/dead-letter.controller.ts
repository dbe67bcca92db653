import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, PageQuery, Refuses } from '#platform';
import { DeadLetterPageDto, DeadLetterPathDto } from './dead-letter.dto.js';
import { DeadLetters } from './dead-letters.service.js';

@ApiTags('dead letters (services only)')
@Access('service')
@Controller('dead-letters')
export class DeadLetterController {
  constructor(private readonly letters: DeadLetters) {}

  @Get()
  @ApiOperation({ summary: 'Mails that were given up, oldest first, with the reason' })
  @ApiOkResponse({ type: DeadLetterPageDto })
  list(@Query() query: PageQuery): Promise<DeadLetterPageDto> {
    return this.letters.list(query.cursor, query.limit);
  }

  @Post(':id/retry')
  @HttpCode(204)
  @ApiOperation({ summary: 'Send a dead letter again' })
  @ApiNoContentResponse()
  @Refuses(404, 'dead_letter_not_found')
  @Refuses(503, 'queue_unavailable')
  async retry(@Param() { id }: DeadLetterPathDto): Promise<void> {
    await this.letters.retry(id);
  }
}
