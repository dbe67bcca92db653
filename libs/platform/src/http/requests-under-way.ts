import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import './load-shedding.js';

/** How many requests this process is answering now, probes left out: what can wait should wait for them. */
@Injectable()
export class RequestsUnderWay {
  constructor(private readonly host: HttpAdapterHost) {}

  get count(): number {
    return this.host.httpAdapter.getInstance<FastifyInstance>().admission.underWay;
  }
}
