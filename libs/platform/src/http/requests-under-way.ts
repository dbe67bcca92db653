import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import './admit-requests.js';

/** How many requests this process is answering, or has waiting, probes left out: what can wait should wait for them. */
@Injectable()
export class RequestsUnderWay {
  constructor(private readonly host: HttpAdapterHost) {}

  get count(): number {
    const { underWay, waiting } = this.host.httpAdapter.getInstance<FastifyInstance>().admission;
    return underWay + waiting;
  }
}
