import { type ColumnDefinitionNode, DataTypeNode, OperationNodeTransformer, RawNode } from 'kysely';
import type { KyselyPlugin } from 'kysely';

/**
 * Text sorts by its bytes on SQLite, and on PostgreSQL as the database was set up for a country. This makes every text
 * column of a migration one that sorts by bytes there too, so that lists and their pages come out the same.
 */
export function binaryText(): KyselyPlugin {
  const transformer = new BinaryText();
  return {
    transformQuery: ({ node, queryId }) => transformer.transformNode(node, queryId),
    transformResult: ({ result }) => Promise.resolve(result),
  };
}

class BinaryText extends OperationNodeTransformer {
  protected override transformColumnDefinition(
    ...args: Parameters<OperationNodeTransformer['transformColumnDefinition']>
  ): ColumnDefinitionNode {
    const node = super.transformColumnDefinition(...args);
    const isText = DataTypeNode.is(node.dataType) && node.dataType.dataType === 'text';
    return isText ? { ...node, dataType: RawNode.createWithSql('text collate "C"') } : node;
  }
}
