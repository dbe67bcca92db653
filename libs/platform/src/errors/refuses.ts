import { ApiResponse } from '@nestjs/swagger';

/** Documents that a route refuses with this status and one of these codes, besides what any route may refuse. */
export function Refuses(status: number, ...codes: [string, ...string[]]): MethodDecorator & ClassDecorator {
  return ApiResponse({
    status,
    description: codes.join(', '),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });
}
