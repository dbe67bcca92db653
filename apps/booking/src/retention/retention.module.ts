import { Module } from '@nestjs/common';
import { RetentionRepository } from './retention.repository.js';
import { Retention } from './retention.service.js';
import { RetentionTask } from './retention.task.js';

@Module({ providers: [Retention, RetentionRepository, RetentionTask] })
export class RetentionModule {}
