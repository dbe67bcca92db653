import type { OpenAPIObject } from '@nestjs/swagger';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string', description: 'urn:staylock:problem: and the code' },
    title: { type: 'string', description: 'The status in words' },
    status: { type: 'integer', description: 'The HTTP status' },
    detail: { type: 'string', description: 'What is wrong and what to do' },
    code: { type: 'string', description: 'Stable: branch on it' },
    requestId: { type: 'string', description: 'As in X-Request-Id; quote it in reports' },
    errors: {
      type: 'array',
      description: 'With invalid_request: every field that is wrong',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
    nights: {
      type: 'array',
      description: 'With sold_out and not_on_sale: the nights it is about, hotel-local dates',
      items: { type: 'string', format: 'date' },
    },
    alternatives: {
      type: 'array',
      description:
        'With sold_out and not_on_sale of a booking: other categories of the hotel for these dates, the cheapest first; ' +
        'totalPrice for all rooms and nights in minor units. Empty when there are none or they could not be asked for',
      items: {
        type: 'object',
        properties: {
          roomCategoryId: { type: 'integer' },
          name: { type: 'string' },
          roomsLeft: { type: 'integer' },
          totalPrice: { type: 'integer' },
          currency: { type: 'string' },
        },
      },
    },
  },
};

/** Adds to every operation how its errors look: all alike, as of RFC 9457. */
export function withProblems(document: OpenAPIObject): OpenAPIObject {
  const schemas = { ...document.components?.schemas, Problem: PROBLEM };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (!operation) continue;
      operation.responses['default'] = {
        description: 'A problem document; its code says which, the description above names the codes',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      };
    }
  }
  return { ...document, components: { ...document.components, schemas } };
}
