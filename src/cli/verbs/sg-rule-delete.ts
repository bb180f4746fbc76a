import { deleteVerb } from '../resources/delete-verb.ts';
import { rules } from '../resources/rule.ts';

export default deleteVerb(['sg', 'rule', 'delete'], rules, 'cli.ruleDeleteSummary', 'cli.argRule');
