/** The English side of decidingEs. */
import type { decidingEs } from './deciding.es.ts';

export const decidingEn: typeof decidingEs = {
  deciding: {
    title: 'What to do next',
    nothing: 'Nothing for now.',
    why: 'Because {{reasons}}.',
    about: { offer: 'Offer: {{label}}', order: 'Order {{label}}', case: 'Case: {{label}}', task: 'Task: {{label}}', product: 'Product: {{label}}' },
    evidence: 'It rests on',
    evidenceOf: 'See in the history: {{title}}',
    accept: { call: 'Make the task', write: 'Write to them', task: 'Make the task', presentOffer: 'Present it', askOffer: 'See the offer', tellOrderReady: 'Tell them', openCase: 'Open the case', visitFollowUp: 'Make the task' },
    acceptOf: '{{accept}}: {{title}}',
    dismiss: 'Not needed',
    dismissOf: 'Not needed: {{title}}',
    dismissWhy: 'Why is it not needed?',
    dismissReasons: { done: 'Already done', notNow: 'Not the moment', wrong: 'Does not apply', asked: 'They asked us not to' },
    dismissConfirm: 'Dismiss',
    otherReason: 'Another reason',
    accepted: 'Accepted: the task is there.',
    acceptedCase: 'Accepted: the case is open.',
    acceptedGo: 'Accepted.',
    dismissed: 'Dismissed. It does not come back unless its ground changes.',
    keysHint: 'With the focus in the suggestion: A accepts, D dismisses',
    fromRule: 'Rule “{{name}}”, version {{version}}',
    log: 'Earlier decisions',
    logAccepted: 'accepted by {{actor}}',
    logAutomatic: 'taken by the rule',
    logDismissed: 'dismissed by {{actor}}',
    logInputs: 'On these facts: {{inputs}}',
    noValue: 'not known',

    reason: {
      valueMinor: 'they bought for {{value}} in all', orders_one: 'they bought {{value}} time', orders_other: 'they bought {{value}} times', tenureDays_one: 'they have been a customer for {{value}} day', tenureDays_other: 'they have been a customer for {{value}} days',
      contactsPerMonth: 'they have {{value}} contacts a month', daysSinceContact_one: 'there was no contact for {{value}} day', daysSinceContact_other: 'there was no contact for {{value}} days',
      daysSinceOrder_one: 'they last bought {{value}} day ago', daysSinceOrder_other: 'they last bought {{value}} days ago', openCases_one: 'they have {{value}} open case', openCases_other: 'they have {{value}} open cases',
      overdueCases_one: 'they have {{value}} overdue case', overdueCases_other: 'they have {{value}} overdue cases', waitingHours_one: 'they have waited {{value}} hour for an answer', waitingHours_other: 'they have waited {{value}} hours for an answer',
      openTasks_one: 'there is {{value}} open task', openTasks_other: 'there are {{value}} open tasks', overdueTasks_one: 'there is {{value}} overdue task', overdueTasks_other: 'there are {{value}} overdue tasks',
      missedCalls_one: 'there is {{value}} missed call not returned', missedCalls_other: 'there are {{value}} missed calls not returned', openPromises_one: 'we promised something and have not spoken since', openPromises_other: 'we promised {{value}} things and have not spoken since',
      lastScore: 'they gave {{value}} of 5 in the last survey', daysSinceSurvey_one: 'they answered the survey {{value}} day ago', daysSinceSurvey_other: 'they answered the survey {{value}} days ago',
      visits_one: 'they came {{value}} time', visits_other: 'they came {{value}} times', daysSinceVisit_one: 'they came {{value}} day ago', daysSinceVisit_other: 'they came {{value}} days ago',
      openOffers_one: 'they have {{value}} valid offer', openOffers_other: 'they have {{value}} valid offers', offersExpiringDays_one: 'the offer expires in {{value}} day', offersExpiringDays_other: 'the offer expires in {{value}} days',
      pendingOffers_one: 'they have not answered the offer we made', pendingOffers_other: 'they have not answered {{value}} offers we made', favourites_one: 'they saved {{value}} favourite', favourites_other: 'they saved {{value}} favourites',
      favouritesCheaper_one: 'a favourite got cheaper', favouritesCheaper_other: '{{value}} favourites got cheaper', ordersUnderway_one: 'they have {{value}} order underway', ordersUnderway_other: 'they have {{value}} orders underway',
      ordersReady_one: 'their order is ready to collect', ordersReady_other: 'they have {{value}} orders ready to collect', segment: 'they are in the group “{{value}}”',
    },
    reasonUnknown: 'it is not known: {{fact}}',

    facts: {
      valueMinor: 'Bought in all', orders: 'Number of orders', tenureDays: 'Days as a customer', contactsPerMonth: 'Contacts a month', daysSinceContact: 'Days without contact', daysSinceOrder: 'Days since the last order',
      openCases: 'Open cases', overdueCases: 'Overdue cases', waitingHours: 'Hours waiting for an answer', openTasks: 'Open tasks', overdueTasks: 'Overdue tasks', missedCalls: 'Missed calls not returned', openPromises: 'Promises not kept yet',
      lastScore: 'Last survey score', daysSinceSurvey: 'Days since the survey', visits: 'Number of visits', daysSinceVisit: 'Days since the last visit', openOffers: 'Valid offers', offersExpiringDays: 'Days until the offer expires', pendingOffers: 'Offers not answered',
      favourites: 'Saved favourites', favouritesCheaper: 'Favourites that got cheaper', ordersUnderway: 'Orders underway', ordersReady: 'Orders ready', segment: 'Group',
    },
    operators: { equal: 'is', notEqual: 'is not', lessThan: 'less than', lessThanInclusive: 'at most', greaterThan: 'more than', greaterThanInclusive: 'at least' },
    segments: { best: 'Best', loyal: 'Loyal', new: 'New', promising: 'Promising', atRisk: 'At risk', lost: 'Lost', contact: 'Never bought' },
    segmentOne: { best: 'One of the best', loyal: 'Loyal', new: 'New', promising: 'Promising', atRisk: 'At risk', lost: 'Lost', contact: 'Never bought' },
    segmentHint: {
      best: 'Buys again and is among the tenth that bought most', loyal: 'Three orders or more, the last within nine months', new: 'One order, within two months', promising: 'One or two orders within nine months',
      atRisk: 'The last order was more than nine months ago', lost: 'The last order was more than a year and a half ago', contact: 'Never bought',
    },
    kinds: { call: 'Call', write: 'Write', task: 'Task', presentOffer: 'Present an offer', askOffer: 'Ask about an offer', tellOrderReady: 'Tell about an order', openCase: 'Open a case', visitFollowUp: 'Follow up a visit' },

    worth: {
      value: '{{money}} in {{orders}}', orders_one: '{{formatted}} order', orders_other: '{{formatted}} orders', none: 'no orders',
      frequency_one: '{{value}} contact a month', frequency_other: '{{value}} contacts a month', recency: 'last contact {{when}}', lastOrder: 'last order {{when}}',
    },
    prefers: { mail: 'prefers mail', chat: 'prefers chat', call: 'prefers the phone' },
    prefersStated: 'They said so: {{origin}}',
    prefersComputed: 'By habit: {{used}} of the last {{of}} contacts',

    find: {
      filters: 'Filters', segment: 'Group', anySegment: 'Any group', prefers: 'Prefers', anyChannel: 'Any channel', minValue: 'Bought at least', minValueHint: 'Amount', openCase: 'With one open', noOpenCase: 'With none open', anyCase: 'All', cases: 'Cases',
      sort: 'Order', sorts: { last: 'Last contact', value: 'Value', name: 'Name' }, clear: 'Clear filters', none: 'Nobody fits that', noneHint: 'Try with fewer filters.', on_one: '{{count}} filter', on_other: '{{count}} filters',
    },

    given: {
      title: 'We have it already',
      line: '{{field}}: {{value}}',
      when: 'given on {{date}} by {{channel}}', whenNoChannel: 'noted on {{date}}',
      insert: 'Insert', insertOf: 'Put into the text: {{value}}', jump: 'See where', jumpOf: 'See where it was given: {{field}}', hide: 'Ask all the same',
      fields: { document: 'Document', phone: 'Phone', mail: 'Mail', address: 'Address', city: 'City', birthday: 'Birthday', name: 'Name', order: 'Last order', preferredChannel: 'How they prefer it' },
      channels: { mail: 'mail', chat: 'chat', call: 'phone', visit: 'a visit', note: 'a note', survey: 'the survey', web: 'the web', public: 'a comment' },
    },

    rules: {
      title: 'Rules', hint: 'What to suggest and when. They hold alike in every channel. Each change is a new version; decisions keep the one they were taken with.', add: 'Add a rule',
      version: 'version {{version}}', shipped: 'as shipped', changedBy: 'changed by {{actor}}, {{when}}', on: 'On', onOf: 'On: {{name}}', edit: 'Change: {{name}}', suggests: 'Suggests', acts: 'Acts by itself on each survey',
      problem: 'Not used: {{problem}}',
      editTitle: 'Rule', name: 'Name', nameHint: 'As everybody will see it', when: 'When it is looked at', always: 'Always: it suggests', survey: 'On each survey: it acts by itself',
      all: 'All of these have to hold', any: 'And at least one of these', addCondition: 'Add a condition', removeCondition: 'Remove condition {{n}}', fact: 'Fact', operator: 'Comparison', value: 'Value', condition: 'Condition {{n}}', noneYet: 'None',
      action: 'What to do', actionTitle: 'What the suggestion says', kind: 'Kind', owner: 'Whose task it is', ownerAgent: 'Whoever served them, or accepts', ownerNobody: 'Nobody in particular', ownerName: 'Name', ownerSomebody: 'Somebody’s', due: 'Due in working hours', dueNone: 'No due date', priority: 'Priority', priorityHint: 'The greatest goes first',
      try: 'Try on past customers', tried_one: 'It holds for {{matched}} of {{count}} customer', tried_other: 'It holds for {{matched}} of {{count}} customers', triedNone: 'It holds for none of the {{count}} that were looked at.', examples: 'For instance',
      saveOn: 'Save and switch on', saveOff: 'Save switched off', saved: 'Saved as version {{version}}.', tryFirst: 'Try it before you switch it on.', turnedOn: '“{{name}}” is on.', turnedOff: '“{{name}}” is off.',
    },
  },
};
