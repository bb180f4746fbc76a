import { rules } from '../../objects/index.ts';
import { deleteVerb } from '../resources/delete-verb.ts';

export default deleteVerb(['sg', 'rule', 'delete'], rules, 'cli.ruleDeleteSummary', 'cli.argRule');
