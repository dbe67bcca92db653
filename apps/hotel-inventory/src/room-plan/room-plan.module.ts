import { Module } from '@nestjs/common';
import { PlanRoomsTask } from './plan-rooms.task.js';
import { RoomNightRepository } from './room-night.repository.js';
import { RoomPlanner } from './room-planner.service.js';

@Module({ providers: [RoomPlanner, PlanRoomsTask, RoomNightRepository], exports: [RoomNightRepository] })
export class RoomPlanModule {}
