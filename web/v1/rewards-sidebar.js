/*! Rewards support agent, rewards-sidebar.js of version 1. Apache-2.0, with Lit, BSD-3-Clause. Source: ../; licences: licences.txt */
var ie=globalThis,_e=ie.ShadowRoot&&(ie.ShadyCSS===void 0||ie.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,Oe=Symbol(),ut=new WeakMap,Et=class{constructor(t,e,r){if(this._$cssResult$=!0,r!==Oe)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t,this.t=e}get styleSheet(){let t=this.o,e=this.t;if(_e&&t===void 0){let r=e!==void 0&&e.length===1;r&&(t=ut.get(e)),t===void 0&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),r&&ut.set(e,t))}return t}toString(){return this.cssText}},ns=t=>new Et(typeof t=="string"?t:t+"",void 0,Oe),m=(t,...e)=>{let r=t.length===1?t[0]:e.reduce((s,n,o)=>s+(i=>{if(i._$cssResult$===!0)return i.cssText;if(typeof i=="number")return i;throw Error("Value passed to 'css' function must be a 'css' function result: "+i+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(n)+t[o+1],t[0]);return new Et(r,t,Oe)},os=(t,e)=>{if(_e)t.adoptedStyleSheets=e.map(r=>r instanceof CSSStyleSheet?r:r.styleSheet);else for(let r of e){let s=document.createElement("style"),n=ie.litNonce;n!==void 0&&s.setAttribute("nonce",n),s.textContent=r.cssText,t.appendChild(s)}},ht=_e?t=>t:t=>t instanceof CSSStyleSheet?(e=>{let r="";for(let s of e.cssRules)r+=s.cssText;return ns(r)})(t):t,{is,defineProperty:as,getOwnPropertyDescriptor:ls,getOwnPropertyNames:ds,getOwnPropertySymbols:cs,getPrototypeOf:us}=Object,le=globalThis,pt=le.trustedTypes,hs=pt?pt.emptyScript:"",ps=le.reactiveElementPolyfillSupport,Z=(t,e)=>t,Ae={toAttribute(t,e){switch(e){case Boolean:t=t?hs:null;break;case Object:case Array:t=t==null?t:JSON.stringify(t)}return t},fromAttribute(t,e){let r=t;switch(e){case Boolean:r=t!==null;break;case Number:r=t===null?null:Number(t);break;case Object:case Array:try{r=JSON.parse(t)}catch{r=null}}return r}},At=(t,e)=>!is(t,e),mt={attribute:!0,type:String,converter:Ae,reflect:!1,useDefault:!1,hasChanged:At};Symbol.metadata??=Symbol("metadata"),le.litPropertyMetadata??=new WeakMap;var H=class extends HTMLElement{static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(t,e=mt){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(t)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(t,e),!e.noAccessor){let r=Symbol(),s=this.getPropertyDescriptor(t,r,e);s!==void 0&&as(this.prototype,t,s)}}static getPropertyDescriptor(t,e,r){let{get:s,set:n}=ls(this.prototype,t)??{get(){return this[e]},set(o){this[e]=o}};return{get:s,set(o){let i=s?.call(this);n?.call(this,o),this.requestUpdate(t,i,r)},configurable:!0,enumerable:!0}}static getPropertyOptions(t){return this.elementProperties.get(t)??mt}static _$Ei(){if(this.hasOwnProperty(Z("elementProperties")))return;let t=us(this);t.finalize(),t.l!==void 0&&(this.l=[...t.l]),this.elementProperties=new Map(t.elementProperties)}static finalize(){if(this.hasOwnProperty(Z("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(Z("properties"))){let e=this.properties,r=[...ds(e),...cs(e)];for(let s of r)this.createProperty(s,e[s])}let t=this[Symbol.metadata];if(t!==null){let e=litPropertyMetadata.get(t);if(e!==void 0)for(let[r,s]of e)this.elementProperties.set(r,s)}this._$Eh=new Map;for(let[e,r]of this.elementProperties){let s=this._$Eu(e,r);s!==void 0&&this._$Eh.set(s,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(t){let e=[];if(Array.isArray(t)){let r=new Set(t.flat(1/0).reverse());for(let s of r)e.unshift(ht(s))}else t!==void 0&&e.push(ht(t));return e}static _$Eu(t,e){let r=e.attribute;return r===!1?void 0:typeof r=="string"?r:typeof t=="string"?t.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(t=>this.enableUpdating=t),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(t=>t(this))}addController(t){(this._$EO??=new Set).add(t),this.renderRoot!==void 0&&this.isConnected&&t.hostConnected?.()}removeController(t){this._$EO?.delete(t)}_$E_(){let t=new Map,e=this.constructor.elementProperties;for(let r of e.keys())this.hasOwnProperty(r)&&(t.set(r,this[r]),delete this[r]);t.size>0&&(this._$Ep=t)}createRenderRoot(){let t=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return os(t,this.constructor.elementStyles),t}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(t=>t.hostConnected?.())}enableUpdating(t){}disconnectedCallback(){this._$EO?.forEach(t=>t.hostDisconnected?.())}attributeChangedCallback(t,e,r){this._$AK(t,r)}_$ET(t,e){let r=this.constructor.elementProperties.get(t),s=this.constructor._$Eu(t,r);if(s!==void 0&&r.reflect===!0){let n=(r.converter?.toAttribute!==void 0?r.converter:Ae).toAttribute(e,r.type);this._$Em=t,n==null?this.removeAttribute(s):this.setAttribute(s,n),this._$Em=null}}_$AK(t,e){let r=this.constructor,s=r._$Eh.get(t);if(s!==void 0&&this._$Em!==s){let n=r.getPropertyOptions(s),o=typeof n.converter=="function"?{fromAttribute:n.converter}:n.converter?.fromAttribute!==void 0?n.converter:Ae;this._$Em=s;let i=o.fromAttribute(e,n.type);this[s]=i??this._$Ej?.get(s)??i,this._$Em=null}}requestUpdate(t,e,r,s=!1,n){if(t!==void 0){let o=this.constructor;if(s===!1&&(n=this[t]),r??=o.getPropertyOptions(t),!((r.hasChanged??At)(n,e)||r.useDefault&&r.reflect&&n===this._$Ej?.get(t)&&!this.hasAttribute(o._$Eu(t,r))))return;this.C(t,e,r)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(t,e,{useDefault:r,reflect:s,wrapped:n},o){r&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,o??e??this[t]),n!==!0||o!==void 0)||(this._$AL.has(t)||(this.hasUpdated||r||(e=void 0),this._$AL.set(t,e)),s===!0&&this._$Em!==t&&(this._$Eq??=new Set).add(t))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let t=this.scheduleUpdate();return t!=null&&await t,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[s,n]of this._$Ep)this[s]=n;this._$Ep=void 0}let r=this.constructor.elementProperties;if(r.size>0)for(let[s,n]of r){let{wrapped:o}=n,i=this[s];o!==!0||this._$AL.has(s)||i===void 0||this.C(s,void 0,n,i)}}let t=!1,e=this._$AL;try{t=this.shouldUpdate(e),t?(this.willUpdate(e),this._$EO?.forEach(r=>r.hostUpdate?.()),this.update(e)):this._$EM()}catch(r){throw t=!1,this._$EM(),r}t&&this._$AE(e)}willUpdate(t){}_$AE(t){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(t)),this.updated(t)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(t){return!0}update(t){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(t){}firstUpdated(t){}};H.elementStyles=[],H.shadowRootOptions={mode:"open"},H[Z("elementProperties")]=new Map,H[Z("finalized")]=new Map,ps?.({ReactiveElement:H}),(le.reactiveElementVersions??=[]).push("2.1.2");var Te=globalThis,ft=t=>t,ae=Te.trustedTypes,gt=ae?ae.createPolicy("lit-html",{createHTML:t=>t}):void 0,Ie="$lit$",I=`lit$${Math.random().toFixed(9).slice(2)}$`,Re="?"+I,ms=`<${Re}>`,U=document,J=()=>U.createComment(""),Q=t=>t===null||typeof t!="object"&&typeof t!="function",Le=Array.isArray,Ct=t=>Le(t)||typeof t?.[Symbol.iterator]=="function",Se=`[ 	
\f\r]`,G=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,wt=/-->/g,bt=/>/g,P=RegExp(`>|${Se}(?:([^\\s"'>=/]+)(${Se}*=${Se}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),yt=/'/g,vt=/"/g,_t=/^(?:script|style|textarea|title)$/i,Ne=t=>(e,...r)=>({_$litType$:t,strings:e,values:r}),l=Ne(1),A=Ne(2),ho=Ne(3),R=Symbol.for("lit-noChange"),u=Symbol.for("lit-nothing"),$t=new WeakMap,M=U.createTreeWalker(U,129);function Ot(t,e){if(!Le(t)||!t.hasOwnProperty("raw"))throw Error("invalid template strings array");return gt!==void 0?gt.createHTML(e):e}var Tt=(t,e)=>{let r=t.length-1,s=[],n,o=e===2?"<svg>":e===3?"<math>":"",i=G;for(let d=0;d<r;d++){let c=t[d],f,p,h=-1,b=0;for(;b<c.length&&(i.lastIndex=b,p=i.exec(c),p!==null);)b=i.lastIndex,i===G?p[1]==="!--"?i=wt:p[1]!==void 0?i=bt:p[2]!==void 0?(_t.test(p[2])&&(n=RegExp("</"+p[2],"g")),i=P):p[3]!==void 0&&(i=P):i===P?p[0]===">"?(i=n??G,h=-1):p[1]===void 0?h=-2:(h=i.lastIndex-p[2].length,f=p[1],i=p[3]===void 0?P:p[3]==='"'?vt:yt):i===vt||i===yt?i=P:i===wt||i===bt?i=G:(i=P,n=void 0);let g=i===P&&t[d+1].startsWith("/>")?" ":"";o+=i===G?c+ms:h>=0?(s.push(f),c.slice(0,h)+Ie+c.slice(h)+I+g):c+I+(h===-2?d:g)}return[Ot(t,o+(t[r]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),s]},Ce=class It{constructor({strings:e,_$litType$:r},s){let n;this.parts=[];let o=0,i=0,d=e.length-1,c=this.parts,[f,p]=Tt(e,r);if(this.el=It.createElement(f,s),M.currentNode=this.el.content,r===2||r===3){let h=this.el.content.firstChild;h.replaceWith(...h.childNodes)}for(;(n=M.nextNode())!==null&&c.length<d;){if(n.nodeType===1){if(n.hasAttributes())for(let h of n.getAttributeNames())if(h.endsWith(Ie)){let b=p[i++],g=n.getAttribute(h).split(I),$=/([.?@])?(.*)/.exec(b);c.push({type:1,index:o,name:$[2],strings:g,ctor:$[1]==="."?Nt:$[1]==="?"?Pt:$[1]==="@"?Dt:X}),n.removeAttribute(h)}else h.startsWith(I)&&(c.push({type:6,index:o}),n.removeAttribute(h));if(_t.test(n.tagName)){let h=n.textContent.split(I),b=h.length-1;if(b>0){n.textContent=ae?ae.emptyScript:"";for(let g=0;g<b;g++)n.append(h[g],J()),M.nextNode(),c.push({type:2,index:++o});n.append(h[b],J())}}}else if(n.nodeType===8)if(n.data===Re)c.push({type:2,index:o});else{let h=-1;for(;(h=n.data.indexOf(I,h+1))!==-1;)c.push({type:7,index:o}),h+=I.length-1}o++}}static createElement(e,r){let s=U.createElement("template");return s.innerHTML=e,s}};function q(t,e,r=t,s){if(e===R)return e;let n=s!==void 0?r._$Co?.[s]:r._$Cl,o=Q(e)?void 0:e._$litDirective$;return n?.constructor!==o&&(n?._$AO?.(!1),o===void 0?n=void 0:(n=new o(t),n._$AT(t,r,s)),s!==void 0?(r._$Co??=[])[s]=n:r._$Cl=n),n!==void 0&&(e=q(t,n._$AS(t,e.values),n,s)),e}var Rt=class{constructor(t,e){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(t){let{el:{content:e},parts:r}=this._$AD,s=(t?.creationScope??U).importNode(e,!0);M.currentNode=s;let n=M.nextNode(),o=0,i=0,d=r[0];for(;d!==void 0;){if(o===d.index){let c;d.type===2?c=new de(n,n.nextSibling,this,t):d.type===1?c=new d.ctor(n,d.name,d.strings,this,t):d.type===6&&(c=new Mt(n,this,t)),this._$AV.push(c),d=r[++i]}o!==d?.index&&(n=M.nextNode(),o++)}return M.currentNode=U,s}p(t){let e=0;for(let r of this._$AV)r!==void 0&&(r.strings!==void 0?(r._$AI(t,r,e),e+=r.strings.length-2):r._$AI(t[e])),e++}},de=class Lt{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,r,s,n){this.type=2,this._$AH=u,this._$AN=void 0,this._$AA=e,this._$AB=r,this._$AM=s,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,r=this._$AM;return r!==void 0&&e?.nodeType===11&&(e=r.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,r=this){e=q(this,e,r),Q(e)?e===u||e==null||e===""?(this._$AH!==u&&this._$AR(),this._$AH=u):e!==this._$AH&&e!==R&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):Ct(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==u&&Q(this._$AH)?this._$AA.nextSibling.data=e:this.T(U.createTextNode(e)),this._$AH=e}$(e){let{values:r,_$litType$:s}=e,n=typeof s=="number"?this._$AC(e):(s.el===void 0&&(s.el=Ce.createElement(Ot(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===n)this._$AH.p(r);else{let o=new Rt(n,this),i=o.u(this.options);o.p(r),this.T(i),this._$AH=o}}_$AC(e){let r=$t.get(e.strings);return r===void 0&&$t.set(e.strings,r=new Ce(e)),r}k(e){Le(this._$AH)||(this._$AH=[],this._$AR());let r=this._$AH,s,n=0;for(let o of e)n===r.length?r.push(s=new Lt(this.O(J()),this.O(J()),this,this.options)):s=r[n],s._$AI(o),n++;n<r.length&&(this._$AR(s&&s._$AB.nextSibling,n),r.length=n)}_$AR(e=this._$AA.nextSibling,r){for(this._$AP?.(!1,!0,r);e!==this._$AB;){let s=ft(e).nextSibling;ft(e).remove(),e=s}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},X=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(t,e,r,s,n){this.type=1,this._$AH=u,this._$AN=void 0,this.element=t,this.name=e,this._$AM=s,this.options=n,r.length>2||r[0]!==""||r[1]!==""?(this._$AH=Array(r.length-1).fill(new String),this.strings=r):this._$AH=u}_$AI(t,e=this,r,s){let n=this.strings,o=!1;if(n===void 0)t=q(this,t,e,0),o=!Q(t)||t!==this._$AH&&t!==R,o&&(this._$AH=t);else{let i=t,d,c;for(t=n[0],d=0;d<n.length-1;d++)c=q(this,i[r+d],e,d),c===R&&(c=this._$AH[d]),o||=!Q(c)||c!==this._$AH[d],c===u?t=u:t!==u&&(t+=(c??"")+n[d+1]),this._$AH[d]=c}o&&!s&&this.j(t)}j(t){t===u?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,t??"")}},Nt=class extends X{constructor(){super(...arguments),this.type=3}j(t){this.element[this.name]=t===u?void 0:t}},Pt=class extends X{constructor(){super(...arguments),this.type=4}j(t){this.element.toggleAttribute(this.name,!!t&&t!==u)}},Dt=class extends X{constructor(t,e,r,s,n){super(t,e,r,s,n),this.type=5}_$AI(t,e=this){if((t=q(this,t,e,0)??u)===R)return;let r=this._$AH,s=t===u&&r!==u||t.capture!==r.capture||t.once!==r.once||t.passive!==r.passive,n=t!==u&&(r===u||s);s&&this.element.removeEventListener(this.name,this,r),n&&this.element.addEventListener(this.name,this,t),this._$AH=t}handleEvent(t){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)}},Mt=class{constructor(t,e,r){this.element=t,this.type=6,this._$AN=void 0,this._$AM=e,this.options=r}get _$AU(){return this._$AM._$AU}_$AI(t){q(this,t)}},fs={M:Ie,P:I,A:Re,C:1,L:Tt,R:Rt,D:Ct,V:q,I:de,H:X,N:Pt,U:Dt,B:Nt,F:Mt},gs=Te.litHtmlPolyfillSupport;gs?.(Ce,de),(Te.litHtmlVersions??=[]).push("3.3.3");var Pe=(t,e,r)=>{let s=r?.renderBefore??e,n=s._$litPart$;if(n===void 0){let o=r?.renderBefore??null;s._$litPart$=n=new de(e.insertBefore(J(),o),o,void 0,r??{})}return n._$AI(t),n},De=globalThis,y=class extends H{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let t=super.createRenderRoot();return this.renderOptions.renderBefore??=t.firstChild,t}update(t){let e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(t),this._$Do=Pe(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return R}};y._$litElement$=!0,y.finalized=!0,De.litElementHydrateSupport?.({LitElement:y});var ws=De.litElementPolyfillSupport;ws?.({LitElement:y});(De.litElementVersions??=[]).push("4.2.2");var Ut={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},qt=t=>(...e)=>({_$litDirective$:t,values:e}),zt=class{constructor(t){}get _$AU(){return this._$AM._$AU}_$AT(t,e,r){this._$Ct=t,this._$AM=e,this._$Ci=r}_$AS(t,e){return this.update(t,e)}update(t,e){return this.render(...e)}},po=qt(class extends zt{constructor(t){if(super(t),t.type!==Ut.ATTRIBUTE||t.name!=="class"||t.strings?.length>2)throw Error("`classMap()` can only be used in the `class` attribute and must be the only part in the attribute.")}render(t){return" "+Object.keys(t).filter(e=>t[e]).join(" ")+" "}update(t,[e]){if(this.st===void 0){this.st=new Set,t.strings!==void 0&&(this.nt=new Set(t.strings.join(" ").split(/\s/).filter(s=>s!=="")));for(let s in e)e[s]&&!this.nt?.has(s)&&this.st.add(s);return this.render(e)}let r=t.element.classList;for(let s of this.st)s in e||(r.remove(s),this.st.delete(s));for(let s in e){let n=!!e[s];n===this.st.has(s)||this.nt?.has(s)||(n?(r.add(s),this.st.add(s)):(r.remove(s),this.st.delete(s)))}return R}}),{I:bs}=fs,xt=t=>t,kt=()=>document.createComment(""),Y=(t,e,r)=>{let s=t._$AA.parentNode,n=e===void 0?t._$AB:e._$AA;if(r===void 0){let o=s.insertBefore(kt(),n),i=s.insertBefore(kt(),n);r=new bs(o,i,t,t.options)}else{let o=r._$AB.nextSibling,i=r._$AM,d=i!==t;if(d){let c;r._$AQ?.(t),r._$AM=t,r._$AP!==void 0&&(c=t._$AU)!==i._$AU&&r._$AP(c)}if(o!==n||d){let c=r._$AA;for(;c!==o;){let f=xt(c).nextSibling;xt(s).insertBefore(c,n),c=f}}}return r},D=(t,e,r=t)=>(t._$AI(e,r),t),ys={},vs=(t,e=ys)=>t._$AH=e,$s=t=>t._$AH,Ee=t=>{t._$AR(),t._$AA.remove()},St=(t,e,r)=>{let s=new Map;for(let n=e;n<=r;n++)s.set(t[n],n);return s},ce=qt(class extends zt{constructor(t){if(super(t),t.type!==Ut.CHILD)throw Error("repeat() can only be used in text expressions")}dt(t,e,r){let s;r===void 0?r=e:e!==void 0&&(s=e);let n=[],o=[],i=0;for(let d of t)n[i]=s?s(d,i):i,o[i]=r(d,i),i++;return{values:o,keys:n}}render(t,e,r){return this.dt(t,e,r).values}update(t,[e,r,s]){let n=$s(t),{values:o,keys:i}=this.dt(e,r,s);if(!Array.isArray(n))return this.ut=i,o;let d=this.ut??=[],c=[],f,p,h=0,b=n.length-1,g=0,$=o.length-1;for(;h<=b&&g<=$;)if(n[h]===null)h++;else if(n[b]===null)b--;else if(d[h]===i[g])c[g]=D(n[h],o[g]),h++,g++;else if(d[b]===i[$])c[$]=D(n[b],o[$]),b--,$--;else if(d[h]===i[$])c[$]=D(n[h],o[$]),Y(t,c[$+1],n[h]),h++,$--;else if(d[b]===i[g])c[g]=D(n[b],o[g]),Y(t,n[h],n[b]),b--,g++;else if(f===void 0&&(f=St(i,g,$),p=St(d,h,b)),f.has(d[h]))if(f.has(d[b])){let T=p.get(i[g]),ke=T!==void 0?n[T]:null;if(ke===null){let ct=Y(t,n[h]);D(ct,o[g]),c[g]=ct}else c[g]=D(ke,o[g]),Y(t,n[h],ke),n[T]=null;g++}else Ee(n[b]),b--;else Ee(n[h]),h++;for(;g<=$;){let T=Y(t,c[$+1]);D(T,o[g]),c[g++]=T}for(;h<=b;){let T=n[h++];T!==null&&Ee(T)}return this.ut=i,vs(t,c),R}});var jt={"status.PENDING":"Not issued yet","status.RESERVED":"Reserved","status.PARTIALLY_ISSUED":"Partly issued","status.ISSUED":"Issued","status.FAILED":"Failed","status.CANCELLED":"Cancelled","status.EXPIRED":"Expired","status.UNKNOWN":"Not known","status.PARTIALLY_REVERSED":"Partly reversed","status.REVERSED":"Reversed","status.RECORDED":"Recorded only","status.SHIPPED":"Shipped","status.RETURNED":"Returned","reversal.PARTIAL":"Partly reversed","reversal.FULL":"Fully reversed","reason.AWAITING_SHIPMENT":"Waiting for shipment","reason.ISSUANCE_PENDING":"Not issued yet","reason.ISSUANCE_FAILED":"The issuance failed","reason.SCRATCH_CARD_UNREVEALED":"Scratch card not revealed yet","reason.ITEM_RETURNED":"Item returned","reason.CANCELLED":"Cancelled","reason.EXPIRED":"Expired","reason.CAP_REACHED":"Promotion limit reached","reason.REVERSED":"Reversed","reason.OVER_ISSUED":"More was issued than promised","reason.DUPLICATE_ISSUANCE":"May have been issued twice","reason.ROUNDING":"A rounding difference; nothing more is due","reason.SOURCE_CONFLICT":"The records disagree","reason.SOURCE_UNAVAILABLE":"A source did not answer","reason.MALFORMED_ROW":"A record cannot be read","reason.COMPLETE":"Complete","benefit.INSTANT_CASHBACK":"Instant cashback","benefit.SCRATCH_CARD":"Scratch card","benefit.GIFT_CARD":"Gift card","benefit.POINTS":"Points","source.ped":"promotion record (PED)","source.lineItems":"line item tracker","source.concessions":"Concessions database","source.ledger":"derived from all records","source.records":"record needed for part of this","sourceStatus.ok":"answered","sourceStatus.empty":"answered, no records","sourceStatus.timeout":"did not answer in time","sourceStatus.error":"could not be read","sourceStatus.circuitOpen":"failed repeatedly and is skipped for now","sourceStatus.stale":"answered with older data","sourceStatus.notRequested":"was not needed","gap.timeout":"The {source} did not answer in time","gap.error":"The {source} could not be read","gap.circuitOpen":"The {source} failed repeatedly and is skipped for now","gap.other":"The {source}: {status}","gap.alone":"{gap}.","gap.withLoss":"{gap}, so {loss}.","loss.ped":"what was promised is not known","loss.lineItems":"the status of the individual items is not known","loss.concessions":"what was granted and what remains is not known","label.promised":"Promised","label.granted":"Granted","label.remaining":"Remaining","label.issued":"Issued, before reversals","label.reversed":"Reversed","label.pending":"Reserved, not issued yet","label.cancelled":"Cancelled","label.expired":"Expired","label.closed":"No longer due","label.overIssued":"Issued in excess","label.difference":"Difference","label.installment":"Installment","label.attempted":"Attempted, not issued","label.recorded":"Recorded, without an event","label.itemPromised":"Promised for the item","label.itemIssued":"Issued for the item","label.trackedPromised":"Promised by the line item tracker","label.trackedIssued":"Issued by the line item tracker","label.claimed":"Claimed in the question","label.issuedOn":"Issued on","label.attemptedOn":"Attempted on","label.recordedOn":"Recorded on","label.reversedOn":"Reversed on","label.closedOn":"No longer due since","label.createdOn":"Created on","label.revealedOn":"Revealed on","label.expiresOn":"Expires on","label.windowFrom":"Searched from","label.windowTo":"Searched to (inclusive)","label.askedFrom":"Asked about, from","label.askedTo":"Asked about, to","label.giftCard":"Gift card","label.order":"Order","label.installmentCount":"Number of installments","label.openItemCount":"Number of open items","label.cardCount":"Number of gift cards","label.orderCount":"Number of orders","label.benefitCount":"Number of benefits","label.installmentsLeftOut":"Installments not listed","label.daysLeft":"Days left","label.status":"Status","label.reversalStatus":"Reversal status","label.reason":"Reason","label.conflict":"Conflict","label.itemTitle":"Item","label.promotionName":"Promotion","conflict.eligibleDiffers":"The sources disagree on what was promised","conflict.issuedDiffers":"The sources disagree on what was issued","conflict.pedRowMissing":"The promotion record (PED) does not hold this promise","conflict.itemClosedWithoutEvent":"An item is closed in the line item tracker, without an event","conflict.issuedWithoutEvents":"An issuance is recorded, without any event","conflict.issuedEventMissing":"The event of a recorded issuance is missing","conflict.statusWithoutEvents":"The promotion record (PED) has a final status, and there are no events","conflict.statusEventMissing":"The promotion record (PED) has a final status that the events do not show","conflict.ownerDiffers":"A record names another customer","conflict.eventTypeUnknown":"An event has an unknown type","conflict.eventContentDiffers":"Two different events have the same id","conflict.reversalWithoutIssuance":"A reversal of an unknown issuance","conflict.reversalAboveIssuance":"A reversal exceeds what was left of its issuance","conflict.equalIssuances":"Two issuances are equal","conflict.currencyDiffers":"Amounts in two currencies","conflict.eventInFuture":"An event is dated in the future","conflict.reversalBeforeIssuance":"A reversal is dated before its issuance","conflict.remainingBelowZero":"More was deducted than was promised","conflict.remainingDiffers":"The remaining amount differs from what the open items are due","conflict.itemOverIssued":"An item received more than it was due","conflict.itemClosedTwice":"More was issued and closed for an item than it was due","looking.get_promotion_execution_details":"Looking up the order…","looking.get_issuance_history":"Looking up the issuances…","looking.get_remaining_cashback":"Looking up what remains…","looking.search":"Searching the customer's orders…","lookedUp.get_promotion_execution_details":"Looked up the order","lookedUp.get_issuance_history":"Looked up the issuances","lookedUp.get_remaining_cashback":"Looked up what remains","lookedUp.search":"Searched the customer's orders","toolStatus.ok":"","toolStatus.empty":"found nothing","toolStatus.notFound":"found nothing","toolStatus.unavailable":"no answer","toolStatus.invalidArguments":"needs another detail","outcome.answered":"","outcome.partial":"Part of this could not be looked up","outcome.refused":"Not something this assistant does","outcome.unavailable":"Could not be looked up right now","outcome.needsInput":"One more detail is needed","role.support_agent":"Support agent","role.support_lead":"Support lead","role.customer":"Customer"};var Bt={"timeline.title":"History:","timeline.count.reserved":{one:"reserved",other:"{count} reserved"},"timeline.count.issued":{one:"{count} issued",other:"{count} issued"},"timeline.count.recorded":{one:"{count} recorded only",other:"{count} recorded only"},"timeline.count.failed":{one:"{count} failed",other:"{count} failed"},"timeline.count.reversed":{one:"{count} reversed",other:"{count} reversed"},"timeline.count.cancelled":{one:"{count} cancelled",other:"{count} cancelled"},"timeline.count.expired":{one:"{count} expired",other:"{count} expired"},"timeline.onDay":"{gist}; on {day}","timeline.between":"{gist}; from {from} to {to}","timeline.column.event":"Event","timeline.column.when":"Date","timeline.column.amount":"Amount","timeline.kind.promised":"Promised","timeline.kind.reserved":"Reserved","timeline.kind.issued":"Issued","timeline.kind.recorded":"Recorded only","timeline.kind.failed":"Attempt failed","timeline.kind.reversed":"Reversed","timeline.kind.cancelled":"Cancelled","timeline.kind.expired":"Expired","timeline.undated":"date not known","timeline.leftOut":{one:"{count} more event is not listed",other:"{count} more events are not listed"},"panel.tools":"Tools","panel.close":"Close","panel.history":"Past conversations","panel.summary":"Summary of the case","panel.print":"Print","panel.keys":"Keyboard shortcuts","restore.loading":"Loading the conversation…","restore.failed":"The conversation could not be loaded.","restore.missing":"This conversation is not available.","restore.interrupted":"The page was left while the last question was being answered. That answer was not saved: ask again if it is needed.","history.search":"Search past conversations","history.loading":"Loading past conversations…","history.none":"There is no past conversation in this case.","history.noneFound":"No conversation was found.","history.count":{one:"{count} conversation is listed.",other:"{count} conversations are listed."},"history.more":"Show more","history.untitled":"Without a title","history.current":"open now","history.actions":"More actions: {title}","history.rename":"Rename","history.title":"Title","history.save":"Save","history.cancel":"Cancel","history.renamed":"The conversation was renamed.","history.delete":"Delete","history.sure":"Delete this conversation for good?","history.keep":"Keep","history.deleted":"The conversation was deleted.","history.exportText":"Export text","history.exportJson":"Export JSON","history.exported":"The conversation was exported.","summary.title":"Orders of this case","summary.refresh":"Look up again","summary.loading":"Looking up the orders of this case…","summary.announced":{one:"This case has {count} order.",other:"This case has {count} orders."},"summary.none":"No order with cashback was found for this case.","summary.older":"What is shown was looked up before.","summary.hasMore":"There are more orders than are listed here, so no total is known.","summary.window":"Orders of {from} to {to}","summary.promised":"Promised","summary.granted":"Granted","summary.remaining":"Remaining","summary.left":"{amount} remains","summary.nothingLeft":"nothing remains","summary.group.action":{one:"Needs action ({count})",other:"Need action ({count})"},"summary.group.open":"Open ({count})","summary.group.unknown":"Not known ({count})","summary.group.settled":"Settled ({count})","summary.more":"{count} more","order.ask":"What happened with the cashback of order {order}?","keys.send":"Send the question","keys.newLine":"Start a new line","keys.stop":"Stop the answer, or close a panel","keys.question":"Go to the question","keys.new":"New conversation","keys.history":"Past conversations","keys.summary":"Summary of the case","keys.print":"Print the conversation","keys.keys":"This list","keys.where":"Single keys work while the focus is in this assistant and not in a text field.","print.title":"Cashback conversation","print.case":"Case {caseId}","print.on":"Printed {when}","print.incomplete":"This answer is incomplete and was not saved.","print.notKept":"This answer was not saved.","print.column.figure":"Figure","print.column.order":"Order","print.column.records":"Records it comes from","print.column.asOf":"As of","print.more":"and {count} more"};var Ht={...jt,...Bt,"language.en":"English","language.hi":"हिन्दी","month.1":"Jan","month.2":"Feb","month.3":"Mar","month.4":"Apr","month.5":"May","month.6":"Jun","month.7":"Jul","month.8":"Aug","month.9":"Sep","month.10":"Oct","month.11":"Nov","month.12":"Dec","common.notKnown":"not known","common.asOf":"As of {when}","common.request":"request","common.retry":"Retry","sidebar.heading":"Cashback assistant","sidebar.newConversation":"New conversation","sidebar.conversation":"Conversation","sidebar.lead":"Ask what was promised, what was granted and what remains.","sidebar.sources":"Every figure shows the records it comes from.","sidebar.suggestions":"Questions to try","sidebar.moreBelow":"More below","sidebar.question":"Your question","sidebar.placeholder":"Ask about an order or customer","sidebar.keys":"Enter sends, Shift+Enter starts a new line","sidebar.send":"Send","sidebar.stop":"Stop","sidebar.sent":"Question sent.","sidebar.started":"New conversation.","turn.label":"Question and answer","turn.asked":"You asked:","turn.found":{one:"Results for {count} order",other:"Results for {count} orders"},"turn.preparing":"Preparing the answer…","turn.thinking":"Thinking…","turn.stopped":"Stopped. This answer is incomplete and was not saved.","turn.askAgain":"Ask again","turn.order":"Order","turn.more":"{count} more","turn.offline":"Answered without a language model","turn.model":"Answered with {model}","turn.degraded":"The usual model did not answer completely","turn.notSaved":"Not saved","next.choices":"Orders to choose from","next.questions":"Questions to ask next","announce.answer":"Answer: {text}","announce.stopped":"Stopped.","announce.position":"{name}: promised {promised}, granted {granted}, remaining {remaining}.","draft.title":"Reply for the customer","draft.copy":"Copy","draft.copied":"✓ Copied","draft.notCopied":"Not copied","draft.wasCopied":"The reply was copied.","draft.copyByHand":"The browser did not allow copying. The text is selected: copy it by hand.","fact.records":"Source records","fact.claimed":"Claimed in the question, not in a record.","fact.fromRecords":"From the rewards records.","bar.position":"Promised {promised}, granted {granted}, remaining {remaining}","bar.excess":", {amount} in excess","card.onceRevealed":"once revealed","card.promisedOn":"promised {day}","card.promisedBy":"promised by {day}","card.revealedOn":"revealed {day}","card.validUntil":"valid until {day}","card.pending":"of it reserved, not issued yet","card.reversed":"reversed","card.cancelled":"cancelled","card.expired":"expired","card.overIssued":"issued in excess","card.onlyLast":"Only the last gift card is on record; earlier ones may exist.","card.historyUnknown":"It is not known whether more gift cards exist.","list.installments":"Installments","list.failed":"Failed attempts","list.date":"Date","list.amount":"Amount","list.giftCard":"Gift card","list.status":"Status","list.dateUnknown":"date not known","list.onRecord":"on record","list.none":"none","list.open":"Still open","list.closed":"No longer due","list.issued":"Issued items","giftCard.endingIn":"ending in","giftCard.show":"Show","giftCard.hide":"Hide","giftCard.numberOf":"the number of gift card {card}","giftCard.hidden":"The number is hidden.","giftCard.hiddenAgain":"The number is hidden again.","giftCard.shown":"Gift card number {number}. It is shown for {seconds} seconds. This has been recorded.","giftCard.refused":"This number cannot be shown.","giftCard.tooMany":"Too many numbers in a short time. Wait a moment.","order.label":"Order {order}","order.customer":"Customer {customer}","order.noPromotion":"No promotion is on record for this order.","order.sources":"Sources","order.sourcesAndConflicts":{one:"Sources, {count} conflict",other:"Sources, {count} conflicts"},"order.nothing":"nothing","order.used":"; used: {source}","order.benefitsLeftOut":{one:"{count} more benefit is not listed.",other:"{count} more benefits are not listed."},"order.installmentsLeftOut":{one:"{count} more installment is not listed.",other:"{count} more installments are not listed."},"order.closuresLeftOut":{one:"{count} more cancellation or expiry is not listed.",other:"{count} more cancellations and expiries are not listed."},"support.title":"Rewards Support Tool","support.by":"Search by","support.byOrder":"Order","support.byCustomer":"Customer and days","support.search":"Search","support.number":"Order or transaction number","support.customer":"Customer","support.orders":"Orders","support.created":"created","support.reserved":"reserved","support.issued":"with cashback issued","support.from":"From","support.to":"To, included","support.searching":"Searching…","support.isSearching":"Searching.","support.invitation":"Search for an order to see what was promised, what was granted and what remains.","support.recent":"Orders of {customer}, last {days} days","support.more":"Show more orders","support.updated":"Updated: this order has changed since it was loaded.","support.found.order":{one:"{count} order found.",other:"{count} orders found."},"support.found.customer":{one:"{count} order found.",other:"{count} orders found."},"support.found.giftCard":{one:"{count} issuance found.",other:"{count} issuances found."},"support.noOrder":"No order was found under this number. It may not exist, or it may not belong to this case.","support.noOrders":"No orders were found for this customer and these days. They may not exist, or they may not belong to this case.","support.byGiftCard":"Gift card","support.giftCard":"Gift card number, in full","support.enterGiftCard":"Enter the number of a gift card.","support.giftCardIssuances":"Issued on gift card {card}","support.openOrder":"Open order","support.moreIssuances":"Show more","support.noGiftCard":"Nothing was found under this number. The card may not exist, or it may not belong to this case.","support.enterOrder":"Enter an order or transaction number.","support.enterCustomer":"Enter a customer number.","support.enterFirstDay":"Enter the first day.","support.enterLastDay":"Enter the last day.","support.wrongOrder":"The last day is before the first day.","support.tooLong":"A search spans at most {days} days.","problem.unreachable":"The service cannot be reached. Check the connection, then try again.","problem.streamCut":"The connection was lost before the answer was complete. It was not saved.","problem.signInRequired":"You are not signed in.","problem.signInTimedOut":"Signing in took too long.","problem.signInFailed":"Signing in failed.","problem.invalidIdentifier":"This is not a valid number. Check it for typing mistakes.","problem.modelUnavailable":"The language model cannot be reached right now.","problem.stepLimit":"This question needs too many lookups. Ask about one order at a time.","problem.conversationNotFound":"This conversation cannot be continued. Trying again starts a new one.","problem.policyUnavailable":"A safety check could not be made, so nothing was looked up.","problem.redactionFailed":"A safety check could not be made, so the answer was held back.","problem.guardFault":"A safety check failed, so the answer was held back.","problem.conversationFull":"This conversation has reached its limit. Start a new one.","problem.400":"The service could not use this input.","problem.401":"Your session has ended. Sign in again.","problem.403":"Your role does not allow this.","problem.404":"Nothing was found.","problem.409":"The last question of this conversation is still being answered. Wait a moment, then try again.","problem.413":"This is too long. Shorten it, then try again.","problem.422":"The service could not use this input.","problem.429":"Too many questions in a short time. Wait a moment, then try again.","problem.503":"The service is not available right now. Try again in a moment.","problem.other":"Something went wrong on our side. Nothing was changed.","demo.pageTitle":"Rewards support agent: demo","demo.title":"Rewards support","demo.clock":"Demo data","demo.clockAsOf":"Demo data, as of {when}","demo.tool":"Support tool","demo.assistant":"Assistant","demo.role":"Role","demo.case":"Case","demo.language":"Language","demo.reason":"Reason","demo.reasonHint":"For the audit log","demo.use":"Use","demo.needsReason":"A support lead may look up any customer and must give a reason for the audit log. Enter it above.","demo.customerView":"This is what a customer sees: the assistant only. The support tool is for staff.","demo.unreachable":"The demo service cannot be reached. Start it again, then reload this page.","signIn.required":"Sign in to ask questions.","signIn.timedOut":"Signing in is taking too long.","signIn.failed":"Signing in failed.","signIn.ended":"Your session has ended.","signIn.button":"Sign in"};var te={en:Ht},Wt={hi:async()=>(await import("./hi.js")).hi},W="en",xs={en:new Intl.PluralRules("en"),hi:new Intl.PluralRules("hi")},Me=new EventTarget,z=W,ee=W,ks=[W,...Object.keys(Wt)];function Ue(t){let e=String(t??"").toLowerCase().split("-")[0];return ee=ks.includes(e)?e:W,Object.hasOwn(te,ee)?Ft(ee):Ss(ee)}async function Ss(t){try{te[t]=await Wt[t]()}catch(e){reportError(e);return}t===ee&&Ft(t)}function Ft(t){t!==z&&(z=t,Me.dispatchEvent(new Event("change")))}function Kt(t){return t.split(/\s+/).filter(r=>!/\d/.test(r)).some(r=>/\p{L}{2}/u.test(r))?null:`${z}-IN`}function Es(t){return Me.addEventListener("change",t),()=>Me.removeEventListener("change",t)}function L(t){return Object.hasOwn(te[W],t)}function a(t,e={}){let r=te[z][t]??te[W][t];if(r===void 0)throw new RangeError(`no text "${t}"`);return(typeof r=="string"?r:As(r,e.count)).replace(/\{(\w+)\}/g,(n,o)=>Object.hasOwn(e,o)?String(e[o]):n)}function As(t,e){return t[xs[z].select(e)]??t.other}var v=class{#e;#t=null;constructor(e){this.#e=e,e.addController(this)}#r=()=>{this.#e.lang=z,this.#e.requestUpdate()};hostConnected(){this.#t=Es(this.#r),this.#e.lang!==z&&this.#r()}hostDisconnected(){this.#t?.()}};var ze="en-IN",Vt="Asia/Kolkata";var Cs={JPY:0,KRW:0,VND:0,CLP:0,ISK:0,BHD:3,IQD:3,JOD:3,KWD:3,OMR:3,TND:3},_s=new Intl.DateTimeFormat(ze,{timeZone:Vt,day:"numeric",month:"numeric",year:"numeric",numberingSystem:"latn"}),Os=new Intl.DateTimeFormat(ze,{timeZone:Vt,hour:"numeric",minute:"2-digit",hour12:!0}),qe=new Map;function k({amountMinor:t,currency:e}){let r=Cs[e]??2;if(!qe.has(e)){let s={style:"currency",currency:e,minimumFractionDigits:r,maximumFractionDigits:r};qe.set(e,new Intl.NumberFormat(ze,s))}return qe.get(e).format(Ts(t,r))}function Ts(t,e){let r=t<0?"-":"",s=String(Math.abs(t)).padStart(e+1,"0"),n=s.slice(0,s.length-e);return e?`${r}${n}.${s.slice(-e)}`:`${r}${n}`}function S(t){let e=Object.fromEntries(_s.formatToParts(new Date(t)).map(({type:r,value:s})=>[r,s]));return`${e.day} ${a(`month.${e.month}`)} ${e.year}`}function E(t){return`${S(t)}, ${Os.format(new Date(t))} IST`}function j(t){let e=/([A-Za-z0-9]{4})$/.exec(t??"");return e?`•••• ${e[1].toUpperCase()}`:null}var Is=new Set(["RETURNED","CANCELLED"]),B=t=>[t.businessReferenceId,t.promotionId,t.benefitId].join(`
`);function ue({cashback:t,installments:e,items:r,facts:s}){let n=(i,d)=>i.filter(c=>B(c)===B(d)),o=new Map;for(let i of t){let d=o.get(i.businessReferenceId)??[];d.push(Rs(i,n(e,i),n(r,i),s)),o.set(i.businessReferenceId,d)}return[...o].map(([i,d])=>({order:i,positions:d}))}function Rs(t,e,r,s){let n=i=>s.get(t.factIds?.[i])??null,o=i=>n(i)?.kind==="money"?n(i).value:null;return{...Ls(t),amountsComplete:t.amountsComplete,amounts:{promised:t.promised,granted:t.granted,remaining:t.remaining,pending:t.pending,reversed:t.reversed,cancelled:o("cancelled"),expired:o("expired"),overIssued:o("overIssued")??Ds(t.promised,t.granted)},facts:{promised:n("promised"),granted:n("granted"),remaining:n("remaining")},dates:Ns(t,{isCreationExact:t.isCreationRecorded}),installments:e.map(i=>({...i,reversedAmount:i.reversed,revealKey:i.factIds?.giftCard})),closures:t.closures,leftOut:Ps(t,e),items:r.filter(i=>i.status!=="ISSUED").map(i=>({...i,issued:null})),historyNote:""}}function Ls({promotionId:t,promotionName:e,benefitId:r,benefitType:s,issuanceStatus:n,reversalStatus:o,reasons:i}){return{promotionId:t,promotionName:e,benefitId:r,benefitType:s,issuanceStatus:n,reversalStatus:o,reasons:i}}function Ns({createdAt:t,reservedAt:e,revealedAt:r,expiresAt:s},{isCreationExact:n}){return{createdAt:t,reservedAt:e,revealedAt:r,expiresAt:s,isCreationExact:n}}function Ps({closuresLeftOut:t,installmentsLeftOut:e},r){let s=r.reduce((n,o)=>n+o.reversalsLeftOut,0);return t+e+s}function Ds(t,e){return!t||!e||e.amountMinor<=t.amountMinor?null:{amountMinor:e.amountMinor-t.amountMinor,currency:t.currency}}var je=t=>t.status!=="ISSUED"&&!Is.has(t.status),Be=(t,e)=>t!==null&&e!==null&&t.amountMinor>0&&t.amountMinor<e.amountMinor;function Gt({promised:t,granted:e,remaining:r,pending:s}){let[n,o]=[t?.amountMinor??null,e?.amountMinor??null];if(n===null||o===null)return[{kind:"unknown",share:1}];let i=Math.max(n,o);if(i===0)return[{kind:"closed",share:1}];let d=Math.min(o,n),c=[{kind:"granted",amount:d},{kind:"overIssued",amount:o-d}],f=i-o;if(r===null)c.push({kind:"unknown",amount:f});else{let p=Math.min(r.amountMinor,f),h=Be(s,r)?Math.min(s.amountMinor,p):0;c.push({kind:"pending",amount:h},{kind:"remaining",amount:p-h}),c.push({kind:"closed",amount:f-p})}return c.filter(({amount:p})=>p>0).map(({kind:p,amount:h})=>({kind:p,share:h/i}))}var w=class extends Error{constructor({status:e=0,code:r,requestId:s="",isRetryable:n=!0}){super(r),this.name="ServiceProblem",this.status=e,this.code=r,this.requestId=s,this.isRetryable=n}};var Ms=/\r\n|\n|\r/g,He=class{#e="";#t=[];#r="";#s="";#n=!1;feed(e){this.#e+=this.#n?e:e.replace(/^\uFEFF/,""),this.#n||=e.length>0;let r=[];for(let s of this.#o()){let n=s===""?this.#a():this.#i(s);n&&r.push(n)}return r}#o(){let e=[],r=0;for(let s of this.#e.matchAll(Ms)){let n=s.index+s[0].length;if(s[0]==="\r"&&n===this.#e.length)break;e.push(this.#e.slice(r,s.index)),r=n}return this.#e=this.#e.slice(r),e}#i(e){let r=e.indexOf(":");if(r===0)return null;let s=r<0?e:e.slice(0,r),n=r<0?"":e.slice(r+1).replace(/^ /,"");return s==="data"?this.#t.push(n):s==="event"?this.#r=n:s==="id"&&!n.includes("\0")&&(this.#s=n),null}#a(){let e=this.#t.length?{event:this.#r||"message",id:this.#s,data:this.#t.join(`
`)}:null;return this.#t=[],this.#r="",e}};async function*Yt(t){let e=new He,r=new TextDecoder,s=t.getReader();try{for(let n=await s.read();!n.done;n=await s.read())yield*e.feed(r.decode(n.value,{stream:!0}))}finally{s.cancel().catch(()=>{})}}var Us=1e4,qs=/^[A-Za-z0-9\-._~+/]+=*$/,zs=new Set(["signInRequired","signInTimedOut","signInFailed"]);async function We(t,e,{signal:r,timeoutMs:s=Us}={}){r?.throwIfAborted();let n,o,i=new Promise((d,c)=>{n=setTimeout(()=>c(new w({code:"signInTimedOut"})),s),o=()=>c(r.reason),r?.addEventListener("abort",o)});try{return Bs(await Promise.race([js(t,e),i]))}finally{clearTimeout(n),r?.removeEventListener("abort",o)}}function Fe({code:t,status:e}){return zs.has(t)||e===401}async function js(t,e){try{return typeof t=="function"?await t(e):null}catch(r){throw r instanceof w?r:new w({code:"signInFailed"})}}function Bs(t){let e=typeof t=="string"?t.trim():"";if(!qs.test(e)||["undefined","null"].includes(e))throw new w({code:"signInRequired"});return e}async function _(t,e,r){let{signal:s}=e,n=await Zt(t,e,await We(r,{isExpired:!1},{signal:s}));if(n.status===401&&(n=await Zt(t,e,await We(r,{isExpired:!0},{signal:s}))),n.ok)return n;throw await Hs(n)}async function*Jt({endpoint:t,message:e,conversationId:r,caseId:s,locale:n,signal:o},i){let d={method:"POST",headers:{"Content-Type":"application/json",Accept:"text/event-stream"},body:JSON.stringify({message:e,...r&&{conversationId:r},...s&&{caseId:s},...n&&{locale:n}}),signal:o},c=await _(`${t}/v1/chat`,d,i),f=c.headers.get("X-Request-Id")??"";try{for await(let p of Yt(c.body)){let h=JSON.parse(p.data);if(h.type==="run.failed")throw new w({code:h.code,requestId:f,isRetryable:h.retryable});if(yield h,h.type==="answer.completed")return}}catch(p){throw p instanceof w||p.name==="AbortError"?p:new w({code:"streamCut",requestId:f})}throw new w({code:"streamCut",requestId:f})}async function Qt({endpoint:t,conversationId:e,factId:r,signal:s},n){let o={method:"POST",headers:{"Content-Type":"application/json"},body:JSON.stringify({conversationId:e,factId:r}),signal:s};return(await(await _(`${t}/v1/reveal`,o,n)).json()).giftCard}async function Zt(t,e,r){try{return await fetch(t,{...e,headers:{...e.headers,Authorization:`Bearer ${r}`}})}catch(s){throw s.name==="AbortError"?s:new w({code:"unreachable"})}}async function Hs(t){let{status:e}=t,r=t.headers.get("X-Request-Id")??"",s=e===409||e===429||e>=500;try{let n=await t.json();return new w({status:e,isRetryable:n.retryable??s,code:n.code??`http${e}`,requestId:n.requestId??r})}catch{return new w({status:e,isRetryable:s,code:`http${e}`,requestId:r})}}function O({code:t,status:e}){let r=[`problem.${t}`,`problem.${e}`].find(L)??"problem.other";return a(r)}function Ke(t){return Xt(String(t).replace(/([a-z])([A-Z])/g,"$1 $2").replace(/[_-]+/g," ").trim().toLowerCase())}function Xt(t){return t.charAt(0).toUpperCase()+t.slice(1)}var C=t=>e=>L(`${t}.${e}`)?a(`${t}.${e}`):Ke(e),re=C("status"),er=t=>t==="NONE"||t==="UNKNOWN"?"":C("reversal")(t),F=C("reason"),Go=C("conflict"),tr=C("benefit"),he=t=>Xt(C("source")(t)),Ws=C("sourceStatus"),K=C("label"),Yo=C("role"),rr=C("toolStatus"),sr=C("outcome");function pe(t,e,{isDone:r}){let s=Object.keys(e).some(i=>/^business_?reference_?id$/i.test(i)),o=`${r?"lookedUp":"looking"}.${t==="get_promotion_execution_details"&&!s?"search":t}`;return L(o)?a(o):r?Ke(t):`${Ke(t)}…`}var Fs=new Set(["ok","empty","stale","notRequested"]);function N(t){return t.filter(({status:e})=>!Fs.has(e)).map(Ks)}function Ks({source:t,status:e}){let r=L(`source.${t}`)?a(`source.${t}`):t,s=L(`gap.${e}`)?a(`gap.${e}`,{source:r}):a("gap.other",{source:r,status:Ws(e)});return L(`loss.${t}`)?a("gap.withLoss",{gap:s,loss:a(`loss.${t}`)}):a("gap.alone",{gap:s})}function nr(t){return t.some(({status:e,code:r})=>e==="stale"&&r!=="revalidating")}function or(t,e){if(e.state!==t.state)return Vs(e);if(e.steps.length>t.steps.length){let r=e.steps.at(-1);return pe(r.name,r.arguments,{isDone:!1})}return e.cashback!==t.cashback?Gs(e):null}function Vs({state:t,text:e,problem:r}){return t==="completed"?a("announce.answer",{text:e}):t==="failed"?O(r):a("announce.stopped")}function Gs(t){let e=n=>n?k(n):a("common.notKnown"),s=ue(t).flatMap(({positions:n})=>n).map(({promotionName:n,promotionId:o,amounts:{promised:i,granted:d,remaining:c}})=>a("announce.position",{name:n??o,promised:e(i),granted:e(d),remaining:e(c)}));return[...N(t.sources),...s].join(" ")||null}function se(t,e){return{key:t,question:e,state:"streaming",steps:[],facts:new Map,cashback:[],installments:[],items:[],sources:[],text:"",answer:null,problem:null}}function me(t,e){let r=Ys[e.type];return r?{...t,...r(t,e)}:t}var Ys={"tool.started":({steps:t},{name:e,arguments:r})=>({steps:[...t,{name:e,arguments:r??{},status:null,latencyMs:null}]}),"tool.finished":({steps:t},e)=>({steps:Zs(t,e)}),facts:(t,e)=>({facts:ir(t.facts,e.facts),cashback:Ve(t.cashback,e.cashback),installments:Ve(t.installments,e.installments),items:Ve(t.items,e.items),sources:Qs(t.sources,e.sources)}),"answer.delta":({text:t},e)=>({text:t+e.text}),"answer.completed":(t,{answer:e})=>({state:"completed",answer:e,text:e.text,facts:ir(t.facts,e.facts),cashback:e.cashback,installments:e.installments,items:e.items,sources:e.sources})};function Zs(t,{name:e,status:r,latencyMs:s}){let n=t.findIndex(o=>o.name===e&&o.status===null);return t.map((o,i)=>i===n?{...o,status:r,latencyMs:s}:o)}function ir(t,e){return new Map([...t,...e.map(r=>[r.factId,r])])}function Ve(t,e){if(!e.length)return t;let r=new Set(e.map(B)),s=new Set;return[...t.flatMap(o=>{let i=B(o);return r.has(i)?s.has(i)?[]:(s.add(i),e.filter(d=>B(d)===i)):[o]}),...e.filter(o=>!s.has(B(o)))]}var Js={notRequested:-1,ok:0,empty:0,stale:1};function Qs(t,e){if(!e.length)return t;let r=({status:n})=>Js[n]??2,s=new Map(t.map(n=>[n.source,n]));for(let n of e){let o=s.get(n.source);(!o||r(n)>=r(o))&&s.set(n.source,n)}return[...s.values()]}var fe=class{turns=[];announcement="";signInCode=null;running=null;#e;#t=void 0;#r=null;#s=1;constructor(e){this.#e=e,e.addController(this)}hostDisconnected(){this.stop()}get id(){return this.#t}get isStreaming(){return this.#r!==null}async ask(e){let r=e.trim();!r||this.isStreaming||(this.#a({announcement:a("sidebar.sent")}),await this.#n(se(this.#s++,r),this.turns))}async retry(e){this.isStreaming||(e.problem?.code==="conversationNotFound"&&this.#i(void 0),await this.#n(se(this.#s++,e.question),this.turns.filter(({key:r})=>r!==e.key)))}async signedIn(){this.#a({signInCode:null});let e=this.turns.at(-1);e?.problem&&Fe(e.problem)&&await this.retry(e)}stop(){this.#r?.abort()}open(e){this.stop(),this.#r=null,this.#a({turns:[],announcement:"",signInCode:null,running:null}),this.#i(e)}show(e){this.#a({turns:e})}async#n(e,r){let s=new AbortController;this.#r=s,this.#a({turns:[...r,e]});let n=e,o=p=>{if(this.#r!==s)return;let h=p.state!=="streaming";h&&(this.#r=null,this.running=null);let b=this.turns.map(g=>g.key===e.key?p:g);this.#a({turns:b,announcement:or(n,p)??this.announcement}),n=p,h&&this.#o(p)},{endpoint:i,context:{caseId:d},requestToken:c}=this.#e,f={endpoint:i,message:e.question,conversationId:this.#t,caseId:d,locale:Kt(e.question),signal:s.signal};try{for await(let p of Jt(f,c))p.type==="run.started"&&this.#r===s&&(this.running=Xs(p)),o(me(n,p))}catch(p){o(en(p,n))}}#o({answer:e,problem:r}){if(this.#a({signInCode:r&&Fe(r)?r.code:null}),r){let{code:s,status:n,requestId:o}=r;this.#e.notify("error",{code:s,status:n,requestId:o})}else if(e){let{conversationId:s,kept:n,turn:o,outcome:i,statements:d}=e;(n!==!1||o>1)&&this.#i(s),this.#e.notify("answer",{conversationId:s,turn:o,outcome:i}),d?.some(({kind:c})=>c==="handoff")&&this.#e.notify("escalate",{conversationId:s})}}#i(e){e!==this.#t&&(this.#t=e,this.#e.notify("conversation-changed",{conversationId:e??null}))}#a(e){Object.assign(this,e),this.#e.requestUpdate()}},Xs=({conversationId:t,turn:e})=>({conversationId:t,turn:e});function en(t,e){return t.name==="AbortError"?{...e,state:"stopped"}:t instanceof w?{...e,state:"failed",problem:t}:(reportError(t),{...e,state:"failed",problem:new w({code:"pageError"})})}var tn=["wheel","touchmove","pointerdown","keydown"];var ge=class{#e;#t;#r;#s=!0;#n=new ResizeObserver(()=>this.#o());constructor(e,r,s){this.#e=e,this.#t=r,this.#r=s;for(let n of tn)e.addEventListener(n,()=>{this.#s=!1},{passive:!0});e.addEventListener("scroll",()=>this.#i(),{passive:!0}),this.#n.observe(e)}watch(e){this.#n.disconnect(),this.#n.observe(this.#e),e&&this.#n.observe(e),this.#i()}resume(){this.#s=!0}showEnd(){let e=matchMedia("(prefers-reduced-motion: reduce)").matches;this.#e.scrollTo({top:this.#e.scrollHeight,behavior:e?"auto":"smooth"})}disconnect(){this.#n.disconnect()}#o(){let e=this.#e,r=this.#t();if(this.#s&&r){let s=r.getBoundingClientRect().top-e.getBoundingClientRect().top+e.scrollTop;e.scrollTop=Math.min(e.scrollHeight-e.clientHeight,s-8)}this.#i()}#i(){let{scrollHeight:e,scrollTop:r,clientHeight:s}=this.#e;this.#r(e-r-s>8)}};var rn=m`system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'Noto Sans Devanagari',
  'Kohinoor Devanagari', 'Nirmala UI', sans-serif`,ar=m`
  :host {
    all: initial; /* of what an element inherits from the page, only custom properties and the direction remain */
    color-scheme: light dark;
    --rw-font: ${rn};
    --rw-surface: light-dark(#ffffff, #141a20);
    --rw-sunken: light-dark(#f4f6f8, #0e1318);
    --rw-raised: light-dark(#ffffff, #1b232b);
    --rw-ink: light-dark(#17212b, #e6ebf0);
    --rw-muted: light-dark(#52606d, #a3b0bd);
    --rw-line: light-dark(#dce2e8, #2d3843);
    --rw-edge: light-dark(#7b8794, #728090);
    --rw-accent: light-dark(#155fb0, #82b7f2);
    --rw-accent-ink: light-dark(#ffffff, #0b1824);
    --rw-accent-soft: light-dark(#e8f1fb, #1b2f45);
    --rw-granted: light-dark(#0d7a5f, #4cc3a0);
    --rw-granted-soft: light-dark(#e3f4ee, #15332b);
    --rw-due: light-dark(#b9ded2, #24483d);
    --rw-pending: light-dark(#6fb8a2, #337a66);
    --rw-closed: light-dark(#c3cad2, #46525e);
    --rw-alert: light-dark(#b42318, #ff9d92);
    --rw-alert-soft: light-dark(#fdecea, #40211e);
    --rw-notice: light-dark(#7a4d05, #f0cd84);
    --rw-notice-soft: light-dark(#fdf3dc, #332912);
    --rw-notice-line: light-dark(#e6c673, #66531f);
    --rw-shadow: 0 1px 2px light-dark(rgb(23 33 43 / 6%), transparent);
    font: 400 0.875rem/1.45 var(--rw-font);
    color: var(--rw-ink);
    background: var(--rw-surface);
  }

  :host([theme='light']) { color-scheme: light; }
  :host([theme='dark']) { color-scheme: dark; }
`,x=m`
  *, *::before, *::after { box-sizing: border-box; }
  :host([hidden]), [hidden] { display: none !important; }
  h2, h3, h4, p, ul, ol, dl, dd, table { margin: 0; padding: 0; font-size: inherit; }
  ul, ol { list-style: none; }
  button, input, select, textarea { font: inherit; color: inherit; }

  button {
    min-height: 2rem; padding: 0.25rem 0.75rem; border: 1px solid var(--rw-line); border-radius: 0.5rem;
    background: var(--rw-raised); cursor: pointer;
  }
  button:hover:not(:disabled) { border-color: var(--rw-edge); }
  button:disabled { color: var(--rw-muted); cursor: default; }
  button.primary {
    border-color: transparent; background: var(--rw-accent); color: var(--rw-accent-ink); font-weight: 600;
  }
  button.primary:hover:not(:disabled) { border-color: transparent; filter: brightness(0.93); }
  button.primary:disabled { background: var(--rw-sunken); border-color: var(--rw-line); color: var(--rw-muted); }
  button.quiet { border-color: transparent; background: transparent; color: var(--rw-accent); padding-inline: 0.5rem; }

  input, select, textarea {
    width: 100%; min-height: 2.25rem; padding: 0.375rem 0.625rem; border: 1px solid var(--rw-edge);
    border-radius: 0.5rem; background: var(--rw-raised);
  }
  ::placeholder { color: var(--rw-muted); opacity: 1; }
  :focus-visible { outline: 2px solid var(--rw-accent); outline-offset: 2px; }
  input:focus-visible, select:focus-visible, textarea:focus-visible { outline-offset: -1px; }

  .visually-hidden {
    position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
    white-space: nowrap;
  }
  .muted { color: var(--rw-muted); }
  .small { font-size: 0.8125rem; }
  .mono { font-family: ui-monospace, 'Cascadia Mono', 'Liberation Mono', monospace; font-size: 0.92em; }
  .nowrap { white-space: nowrap; }
  .amount { font-variant-numeric: tabular-nums; white-space: nowrap; }

  .notice, .problem {
    padding: 0.5rem 0.75rem; border-radius: 0.5rem; border: 1px solid var(--rw-notice-line);
    background: var(--rw-notice-soft); color: var(--rw-notice); font-size: 0.8125rem;
  }
  .problem { border-color: var(--rw-alert); background: var(--rw-alert-soft); color: var(--rw-alert); }

  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { animation: none !important; transition: none !important; }
  }
`;var Ge=6,ne=8,sn=140,V=null,Ye=class extends y{static properties={fact:{attribute:!1},text:{},isPinned:{state:!0}};static styles=[x,m`
    :host { display: inline; }
    .figure {
      cursor: pointer; white-space: nowrap;
      text-decoration: underline dotted var(--rw-accent) 0.1em; text-underline-offset: 0.2em; border-radius: 0.2em;
      font-variant-numeric: tabular-nums;
    }
    .figure[data-wraps] { white-space: inherit; }
    .figure:hover, .figure[data-open] { background: var(--rw-accent-soft); text-decoration-style: solid; }
    .figure:focus-visible { outline: 2px solid var(--rw-accent); outline-offset: 2px; }
    [popover] {
      position: fixed; inset: auto; margin: 0; max-width: min(19rem, calc(100vw - 1rem)); padding: 0.625rem 0.75rem;
      border: 1px solid var(--rw-edge); border-radius: 0.625rem; background: var(--rw-raised); color: var(--rw-ink);
      font: 400 0.8125rem/1.4 var(--rw-font); letter-spacing: normal; white-space: normal; text-align: start;
      box-shadow: 0 6px 20px rgb(0 0 0 / 18%);
      overflow-wrap: anywhere;
    }
    .label { color: var(--rw-muted); }
    .value { font-weight: 600; }
    li { margin-top: 0.25rem; }
    .as-of { margin-top: 0.375rem; color: var(--rw-muted); font-size: 0.75rem; }
  `];#e=0;#t=()=>this.#c();constructor(){super(),new v(this)}disconnectedCallback(){super.disconnectedCallback(),this.#o()}render(){return l`<span class="figure" role="button" tabindex="0" aria-describedby="note"
        ?data-wraps=${this.fact.kind==="text"}
        @click=${this.#i} @focus=${this.#n} @blur=${this.#o} @keydown=${this.#d}
        @pointerenter=${this.#n} @pointerleave=${this.#l}>${this.text}</span
      ><span id="note" role="tooltip" popover="manual" @pointerenter=${this.#a} @pointerleave=${this.#l}
        >${this.#r()}</span>`}#r(){let{label:e,display:r,sources:s,asOf:n}=this.fact;return l`<div><span class="label">${K(e)}:</span> <span class="value">${r}</span></div>
      ${s.length?l`<ul aria-label=${a("fact.records")}>${s.map(nn)}</ul>`:l`
        <div>${a(e==="claimed"?"fact.claimed":"fact.fromRecords")}</div>`}
      ${n?l`<div class="as-of">${a("common.asOf",{when:E(n)})}</div>`:u}`}get#s(){return this.renderRoot?.querySelector("[popover]")}#n(){clearTimeout(this.#e),V!==this&&(V?.dismiss(),V=this,this.#s.showPopover(),this.renderRoot.querySelector(".figure").toggleAttribute("data-open",!0),this.#c(),addEventListener("scroll",this.#t,{capture:!0,passive:!0}),addEventListener("resize",this.#t))}#o(){clearTimeout(this.#e),this.isPinned=!1,V===this&&(V=null,this.isConnected&&this.#s?.hidePopover(),this.renderRoot?.querySelector(".figure")?.toggleAttribute("data-open",!1),removeEventListener("scroll",this.#t,{capture:!0}),removeEventListener("resize",this.#t))}dismiss(){this.#o()}#i(){if(this.isPinned){this.#o();return}this.#n(),this.isPinned=!0}#a(){clearTimeout(this.#e)}#l(){let e=this.renderRoot.activeElement!==null;!this.isPinned&&!e&&(this.#e=setTimeout(()=>this.#o(),sn))}#d(e){(e.key==="Enter"||e.key===" ")&&(e.preventDefault(),this.#i()),!(e.key!=="Escape"||V!==this)&&(e.stopPropagation(),this.#o())}#c(){let e=this.#s,r=this.renderRoot.querySelector(".figure").getClientRects()[0];if(!e||!r)return;let{width:s,height:n}=e.getBoundingClientRect(),i=r.bottom+Ge+n<=innerHeight-ne?r.bottom+Ge:Math.max(ne,r.top-Ge-n),d=Math.min(Math.max(ne,r.left),Math.max(ne,innerWidth-ne-s));Object.assign(e.style,{top:`${i}px`,left:`${d}px`})}};function nn({source:t,recordId:e}){return l`<li>${he(t)} · <span class="mono">${e}</span></li>`}customElements.define("rewards-fact",Ye);var on=/^\s*(?:[-*•]|\d{1,2}[.)])\s+/u;function an(t,e){let r=Array.from(t),s=[],n=0;for(let{start:o,end:i,factId:d}of[...e].sort((c,f)=>c.start-f.start))o<n||i<=o||i>r.length||(o>n&&s.push({text:r.slice(n,o).join("")}),s.push({text:r.slice(o,i).join(""),factId:d}),n=i);return n<r.length&&s.push({text:r.slice(n).join("")}),s}function we(t,e){let r=[];for(let s of ln(an(t,e))){let n=s[0]?.text??"";if(s.every(o=>o.text.trim()===""))r.push(null);else if(on.test(n)){let o=n.replace(/^\s*[-*•]\s+/u,"");r.push({kind:"item",parts:[{...s[0],text:o},...s.slice(1)]})}else r.at(-1)?.kind==="paragraph"?r.at(-1).parts.push({text:`
`},...s):r.push({kind:"paragraph",parts:s})}return r.filter(Boolean)}function ln(t){let e=[[]];for(let r of t){if(r.factId){e.at(-1).push(r);continue}r.text.split(`
`).forEach((s,n)=>{n>0&&e.push([]),s&&e.at(-1).push({text:s})})}return e}var dr=m`
  .answer { display: grid; gap: 0.5rem; overflow-wrap: anywhere; }
  .answer p { white-space: pre-line; }
  .answer ul { display: grid; gap: 0.25rem; padding-inline-start: 1.1rem; list-style: disc; }
  .answer ul li::marker { color: var(--rw-muted); }
  .answer[data-streaming] > p:last-child::after, .answer[data-streaming] > ul:last-child > li:last-child::after {
    content: ''; display: inline-block; width: 0.5em; height: 1em; margin-inline-start: 0.15em;
    vertical-align: text-bottom; background: var(--rw-edge); border-radius: 0.1em;
    animation: blink 1s steps(2) infinite;
  }
  @keyframes blink { 50% { opacity: 0; } }
`;function cr({text:t,figures:e,facts:r,isStreaming:s}){let n=we(t,e);return l`<div class="answer" ?data-streaming=${s}>${dn(n).map(o=>o[0].kind==="item"?l`<ul>${o.map(({parts:i})=>l`<li>${i.map(d=>lr(d,r))}</li>`)}</ul>`:l`<p>${o[0].parts.map(i=>lr(i,r))}</p>`)}</div>`}function dn(t){let e=[];for(let r of t)r.kind==="item"&&e.at(-1)?.[0].kind==="item"?e.at(-1).push(r):e.push([r]);return e}function lr({text:t,factId:e},r){let s=r.get(e);return s?l`<rewards-fact .fact=${s} .text=${t}></rewards-fact>`:t}var Ze=["promised","reserved","issued","recorded","failed","reversed","cancelled","expired"],cn={ISSUED:"issued",PARTIALLY_REVERSED:"issued",REVERSED:"issued",FAILED:"failed",RECORDED:"recorded"},un=new Set(["reserved","issued","recorded"]),hn={CANCELLED:"cancelled",EXPIRED:"expired"},pn=.06,ur=4;function hr({amounts:t,dates:e,installments:r,closures:s}){let n=[];e.createdAt&&e.isCreationExact&&n.push({kind:"promised",at:e.createdAt,amount:t.promised}),e.reservedAt&&n.push({kind:"reserved",at:e.reservedAt,amount:null});for(let{status:o,issuedAt:i,amount:d,giftCard:c,reversals:f}of r){let p=cn[o];p&&n.push({kind:p,at:i,amount:d,giftCard:c});for(let h of f??[])n.push({kind:"reversed",at:h.reversedAt,amount:h.amount,giftCard:c})}for(let{type:o,closedAt:i,amount:d}of s)n.push({kind:hn[o],at:i,amount:d});return n.filter(({kind:o})=>o).sort(mn)}function mn(t,e){return!t.at||!e.at?+!t.at-+!e.at:Date.parse(t.at)-Date.parse(e.at)||Ze.indexOf(t.kind)-Ze.indexOf(e.kind)}function pr(t){let e=t.filter(({kind:n,at:o})=>o&&n!=="promised"),r=new Set(e.map(({kind:n})=>n));return![...r].every(n=>un.has(n))||r.size>1&&new Set(e.map(({at:n})=>S(n))).size>1}function mr(t){return Ze.slice(1).map(e=>({kind:e,count:t.filter(r=>r.kind===e).length})).filter(({count:e})=>e)}function fr(t){let e=t.filter(({at:o})=>o),[r,s]=[Date.parse(e[0]?.at??""),Date.parse(e.at(-1)?.at??"")],n=[];return e.map(o=>{let i=s>r?(Date.parse(o.at)-r)/(s-r):.5,c=Array.from({length:ur},(f,p)=>p).find(f=>n[f]===void 0||i-n[f]>=pn)??ur-1;return n[c]=i,{...o,share:i,lane:c}})}var gr=m`
  :host { container: rewards-sidebar / inline-size; }
  @container rewards-sidebar (max-width: 15rem) {
    header { padding-inline: 0.5rem; gap: 0 0.5rem; }
    .log { padding: 0.5rem; }
  }
`,wr=m`
  @container rewards-sidebar (max-width: 15rem) {
    :host form { grid-template-columns: minmax(0, 1fr); padding: 0.5rem; }
    .hint { display: none; }
    textarea { max-height: 5rem; }
    textarea:placeholder-shown { field-sizing: fixed; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
  }
`,be=m`
  @container rewards-sidebar (max-width: 15rem) {
    table, tbody { display: block; }
    tr { display: flex; flex-wrap: wrap; gap: 0 0.5rem; }
    td, td:last-child { padding: 0; text-align: start; }
  }
`,br=m`
  article { grid-template-columns: minmax(0, 1fr); }
  @container rewards-sidebar (max-width: 15rem) {
    article { padding: 0.5rem; }
    .headline { grid-template-columns: minmax(0, 1fr); }
    .headline > div { display: flex; justify-content: space-between; align-items: baseline; flex-wrap: wrap; }
    .chip, td.nowrap, .amount { white-space: normal; overflow-wrap: anywhere; }
    .items li { grid-template-columns: minmax(0, 1fr); }
  }
`;var vr={promised:"M0,-5V5",reserved:"M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0",issued:"M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0",recorded:"M-4,-4h8v8h-8z",failed:"M-4,-4L4,4M-4,4L4,-4",reversed:"M4,-4L-4,0L4,4z",cancelled:"M-4,-4h8v8h-8z",expired:"M0,-5L5,0L0,5L-5,0z"},oe=13,yr=4,Je=class extends y{static properties={position:{attribute:!1}};static styles=[x,m`
    :host { display: block; font-size: 0.8125rem; }
    summary { cursor: pointer; min-height: 1.5rem; color: var(--rw-accent); }
    summary .gist { color: var(--rw-muted); }
    .line { display: block; width: 100%; margin-block: 0.25rem; overflow: visible; }
    .sign { width: 0.875rem; height: 0.875rem; margin-inline-end: 0.375rem; vertical-align: -0.125rem; }
    .axis { stroke: var(--rw-edge); }
    path { fill: none; stroke: var(--rw-muted); stroke-width: 2; }
    .reserved { stroke: var(--rw-granted); fill: var(--rw-raised); }
    .issued { fill: var(--rw-granted); stroke: var(--rw-granted); }
    .recorded { stroke-dasharray: 2 1.5; fill: var(--rw-raised); }
    .failed { stroke: var(--rw-alert); }
    .reversed { fill: var(--rw-alert); stroke: var(--rw-alert); }
    .cancelled { fill: var(--rw-muted); }
    .expired { fill: var(--rw-raised); }
    .end { fill: var(--rw-muted); font-size: 0.75rem; }
    table { width: 100%; border-collapse: collapse; }
    td, th { padding: 0.25rem 0.5rem 0.25rem 0; text-align: start; vertical-align: baseline; font-weight: 400; }
    td:last-child, th:last-child { padding-inline-end: 0; text-align: end; }
    tbody tr { border-top: 1px solid var(--rw-line); }
    @media (forced-colors: active) {
      path[class], .axis { stroke: CanvasText; }
      .issued, .reversed, .cancelled { fill: CanvasText; }
      .reserved, .recorded, .expired { fill: Canvas; }
      .end { fill: CanvasText; }
    }
    @media print {
      details::details-content { content-visibility: visible; display: block; }
    }
  `,be];constructor(){super(),this.position=null,new v(this)}render(){if(!this.position)return u;let e=hr(this.position);if(!pr(e))return u;let r=mr(e).map(({kind:s,count:n})=>a(`timeline.count.${s}`,{count:n})).join(", ");return l`${fn(e,r)}
    <details>
      <summary>${a("timeline.title")} <span class="gist">${r}</span></summary>
      ${gn(e)}
      ${this.position.leftOut?l`<p class="muted">${a("timeline.leftOut",{count:this.position.leftOut})}</p>`:u}
    </details>`}};function fn(t,e){let r=fr(t),n=(Math.max(...r.map(({lane:c})=>c))+1)*oe,[o,i]=[S(r[0].at),S(r.at(-1).at)],d=o===i?a("timeline.onDay",{gist:e,day:o}):a("timeline.between",{gist:e,from:o,to:i});return l`<svg class="line" role="img" aria-label=${d} height=${n+22}>
    <line class="axis" x1="0" x2="100%" y1=${n-oe/2+5} y2=${n-oe/2+5}></line>
    <g aria-hidden="true">${r.map(({kind:c,share:f,lane:p})=>A`
      <svg x="${yr+f*(100-2*yr)}%" y=${n-oe/2-p*oe+5} overflow="visible">
        <path class=${c} d=${vr[c]}></path>
      </svg>`)}
    </g>
    <text class="end" x="0" y=${n+18}>${o}</text>
    ${o===i?u:A`<text class="end" x="100%" y=${n+18} text-anchor="end">${i}</text>`}
  </svg>`}function gn(t){return l`<table>
    <thead class="visually-hidden"><tr>
      <th scope="col">${a("timeline.column.event")}</th><th scope="col">${a("timeline.column.when")}</th>
      <th scope="col">${a("timeline.column.amount")}</th>
    </tr></thead>
    <tbody>${t.map(({kind:e,at:r,amount:s,giftCard:n})=>l`<tr>
      <td>${wn(e)}${a(`timeline.kind.${e}`)}${j(n)?l` <span class="muted nowrap">${j(n)}</span>`:u}</td>
      <td title=${r?E(r):u}>${r?S(r):a("timeline.undated")}</td>
      <td class="amount">${s?k(s):e==="reserved"?"":a("common.notKnown")}</td>
    </tr>`)}</tbody>
  </table>`}function wn(t){return l`<svg class="sign" viewBox="-7 -7 14 14" aria-hidden="true"><path class=${t} d=${vr[t]}></path></svg>`}customElements.define("rewards-benefit-timeline",Je);var $r=m`
  .bar { display: block; width: 100%; height: 0.875rem; border-radius: 0.4375rem; border: 1px solid var(--rw-edge); }
  .bar .granted, .dot.granted { fill: var(--rw-granted); background: var(--rw-granted); }
  .bar .pending, .dot.pending { fill: var(--rw-pending); background: var(--rw-pending); }
  .bar .remaining, .dot.remaining { fill: var(--rw-due); background: var(--rw-due); }
  .bar .closed, .dot.closed { fill: var(--rw-closed); background: var(--rw-closed); }
  .bar .overIssued, .dot.overIssued { fill: var(--rw-alert); background: var(--rw-alert); }
  .bar .ground { fill: var(--rw-sunken); }
  .bar .hatch { stroke: var(--rw-edge); stroke-width: 2; }
  .dot {
    display: inline-block; width: 0.625rem; height: 0.625rem; border-radius: 0.1875rem; margin-inline-end: 0.375rem;
    border: 1px solid var(--rw-edge);
  }
  .dot.unknown {
    background: repeating-linear-gradient(45deg, var(--rw-edge) 0 1px, var(--rw-sunken) 1px 4px);
  }
  @media (forced-colors: active) { .bar, .dot { forced-color-adjust: none; } }
`;function xr(t){let e=0,r=Gt(t).map(({kind:s,share:n})=>{let o=A`<rect class=${s} x="${e*100}%" width="${n*100}%" height="100%"
      fill=${s==="unknown"?"url(#unknown)":"currentColor"}></rect>`;return e+=n,o});return l`<svg class="bar" role="img" aria-label=${bn(t)} preserveAspectRatio="none">
    <defs>
      <pattern id="unknown" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="ground" width="7" height="7"></rect><line class="hatch" y2="7"></line>
      </pattern>
    </defs>
    ${r}
  </svg>`}function bn({promised:t,granted:e,remaining:r,overIssued:s}){let n=d=>d?k(d):a("common.notKnown"),o=s?.amountMinor?a("bar.excess",{amount:k(s)}):"",i={promised:n(t),granted:n(e),remaining:n(r)};return a("bar.position",i)+o}var kr=30,Qe=class extends y{static properties={card:{},reveal:{attribute:!1},number:{state:!0},isAsking:{state:!0},announcement:{state:!0},error:{state:!0}};static styles=[x,m`
    :host { display: inline-flex; flex-wrap: wrap; gap: 0.125rem 0.5rem; align-items: baseline; }
    button {
      all: unset; cursor: pointer; color: var(--rw-accent); min-height: 1.5rem; min-width: 1.5rem; border-radius: 0.2em;
      text-decoration: underline; text-underline-offset: 0.2em;
    }
    button:focus-visible { outline: 2px solid var(--rw-accent); outline-offset: 2px; }
    button[aria-disabled='true'] { color: var(--rw-muted); cursor: progress; text-decoration: none; }
    .number { font-weight: 600; overflow-wrap: anywhere; white-space: normal; user-select: all; }
    .error { color: var(--rw-alert); white-space: normal; }
  `];#e=0;#t=0;#r=()=>{document.hidden&&this.#a("")};constructor(){super(),new v(this),this.number=null,this.isAsking=!1,this.announcement="",this.error=null}connectedCallback(){super.connectedCallback(),document.addEventListener("visibilitychange",this.#r),addEventListener("pagehide",this.#i)}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener("visibilitychange",this.#r),removeEventListener("pagehide",this.#i),this.#a("")}willUpdate(e){let r=e.has("card")&&e.get("card")!==void 0;this.number!==null&&(r||!this.reveal)&&this.#a("")}render(){let e=j(this.card);return l`${this.number===null?l`<span><span class="visually-hidden">${a("giftCard.endingIn")} </span>${e}</span>`:l`<span class="number mono">${this.number}</span>`}${this.reveal?this.#s(e):u}${this.error?l`<span class="error">${Sr(this.error)}</span>`:u}${this.reveal?l`<span class="visually-hidden" role="status">${this.announcement}</span>`:u}`}#s(e){let r=a(this.number===null?"giftCard.show":"giftCard.hide");return l`<button type="button" aria-disabled=${String(this.isAsking)} @click=${this.#n}
      >${r}<span class="visually-hidden"> ${a("giftCard.numberOf",{card:e})}</span></button>`}async#n(){if(this.isAsking)return;if(this.number!==null){this.#a(a("giftCard.hidden"));return}let e=++this.#t;Object.assign(this,{isAsking:!0,error:null,announcement:""});try{let r=await this.reveal();e===this.#t&&this.isConnected&&this.#o(r)}catch(r){e===this.#t&&Object.assign(this,{error:r,announcement:Sr(r)})}finally{this.isAsking=!1}}#o(e){document.hidden||(this.number=e,this.announcement=a("giftCard.shown",{number:e,seconds:kr}),this.#e=setTimeout(()=>this.#a(a("giftCard.hiddenAgain")),kr*1e3))}#i=()=>this.#a("");#a(e){clearTimeout(this.#e),this.#t+=1,this.number=null,this.announcement=e}};function Sr(t){return t.status===404?a("giftCard.refused"):t.status===429?a("giftCard.tooMany"):O(t)}customElements.define("rewards-gift-card",Qe);var Ar=m`
  .list-title { font-size: 0.75rem; font-weight: 600; color: var(--rw-muted); margin-bottom: 0.125rem; }
  .list-title .why { font-weight: 400; }
  table { width: 100%; border-collapse: collapse; font-size: 0.8125rem; }
  td, th { padding: 0.25rem 0.5rem 0.25rem 0; text-align: start; vertical-align: baseline; font-weight: 400; }
  td:last-child { padding-inline-end: 0; text-align: end; }
  tbody tr { border-top: 1px solid var(--rw-line); }
  .chip {
    display: inline-block; padding: 0 0.5rem; border-radius: 999px; font-size: 0.75rem; line-height: 1.25rem;
    background: var(--rw-sunken); color: var(--rw-muted); border: 1px solid var(--rw-line); white-space: nowrap;
  }
  .chip.good { background: var(--rw-granted-soft); color: var(--rw-granted); border-color: transparent; }
  .chip.part { background: var(--rw-accent-soft); color: var(--rw-accent); border-color: transparent; }
  .chip.bad { background: var(--rw-alert-soft); color: var(--rw-alert); border-color: transparent; }
  .chip.unsure { background: var(--rw-notice-soft); color: var(--rw-notice); border-color: transparent; }
  .items { font-size: 0.8125rem; }
  .items li {
    display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 0.75rem; padding: 0.25rem 0;
    border-top: 1px solid var(--rw-line);
  }
  .items .name { overflow-wrap: anywhere; }
  .items .why { color: var(--rw-muted); font-size: 0.75rem; }
  @container (max-width: 22rem) { td.nowrap { white-space: normal; } }
  @container (max-width: 17rem) { td, th { padding-inline-end: 0.25rem; } }
`,yn=["list.date","list.amount","list.giftCard","list.status"];function Cr(t,{withTimes:e=!1,level:r,reveal:s=null}){let n=[...t].sort((i,d)=>Date.parse(i.issuedAt??"")-Date.parse(d.issuedAt??"")||0);return[[a("list.installments"),n.filter(({status:i})=>i!=="FAILED")],[a("list.failed"),n.filter(({status:i})=>i==="FAILED")]].filter(([,i])=>i.length).map(([i,d])=>l`<section>
    <div class="list-title" role="heading" aria-level=${r}>${i} (${d.length})</div>
    <table>
      <thead class="visually-hidden">
        <tr>${yn.map(c=>l`<th scope="col">${a(c)}</th>`)}</tr>
      </thead>
      <tbody>${d.map(c=>vn(c,e,s))}</tbody>
    </table>
  </section>`)}function vn({issuedAt:t,amount:e,giftCard:r,status:s,reversedAmount:n,revealKey:o},i,d){let c=t?(i?E:S)(t):a("list.dateUnknown"),f=n?.amountMinor?l` <span class="amount">${k(n)}</span>`:u;return l`<tr>
    <td class="nowrap">${c}</td>
    <td class="amount">${e?k(e):a("common.notKnown")}</td>
    <td class="amount">${$n(r,o,d)}</td>
    <td>${re(s)}${f}</td>
  </tr>`}function $n(t,e,r){return j(t)?l`<rewards-gift-card .card=${t} .reveal=${r&&e?()=>r(e):null}></rewards-gift-card>`:t?a("list.onRecord"):l`<span class="muted">${a("list.none")}</span>`}function _r(t,{level:e}){let r=({status:n})=>n==="ISSUED";return[[a("list.open"),t.filter(je)],[a("list.closed"),t.filter(n=>!je(n)&&!r(n))],[a("list.issued"),t.filter(r)]].filter(([,n])=>n.length).map(([n,o])=>xn(n,o,e))}function xn(t,e,r){let s=new Set(e.map(Er)),[n]=s.size===1?s:[""];return l`<section>
    <div class="list-title" role="heading" aria-level=${r}>${t} (${e.length})${n?l`<span class="why">: ${n.toLowerCase()}</span>`:u}</div>
    <ul class="items">${e.map(o=>kn(o,n?"":Er(o)))}</ul>
  </section>`}function Er({status:t,reason:e}){return t==="ISSUED"?"":e&&e!=="COMPLETE"?F(e):re(t)}function kn({title:t,lineItemId:e,promised:r},s){let n=s?l`<span class="why"> · ${s.toLowerCase()}</span>`:u;return l`<li>
    <span class="name">${t??e}${n}</span>
    <span class="amount">${k(r)}</span>
  </li>`}var Sn=["promised","granted","remaining"],En=[["pending","pending"],["reversed","closed"],["cancelled","closed"],["expired","closed"],["overIssued","overIssued"]],An={ISSUED:"good",FAILED:"bad",UNKNOWN:"unsure",PARTIALLY_ISSUED:"part"},Cn=new Set(["COMPLETE","SOURCE_UNAVAILABLE","REVERSED","OVER_ISSUED"]),Xe=class extends y{static properties={position:{attribute:!1},level:{type:Number},withTimes:{type:Boolean},reveal:{attribute:!1}};static styles=[x,$r,Ar,m`
    :host { display: block; container-type: inline-size; }
    article {
      display: grid; gap: 0.5rem; padding: 0.75rem; border: 1px solid var(--rw-line); border-radius: 0.75rem;
      background: var(--rw-raised); box-shadow: var(--rw-shadow);
    }
    .top { display: flex; gap: 0.5rem; align-items: flex-start; justify-content: space-between; }
    .title { font-weight: 600; line-height: 1.35; overflow-wrap: anywhere; }
    .chips { display: flex; flex-wrap: wrap; gap: 0.25rem; justify-content: flex-end; flex: none; max-width: 60%; }
    .when { font-size: 0.75rem; color: var(--rw-muted); }
    .headline { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0.5rem; }
    .headline dt { font-size: 0.75rem; color: var(--rw-muted); white-space: nowrap; }
    .headline dd { font-size: 1.125rem; font-weight: 600; line-height: 1.3; letter-spacing: -0.01em; }
    .headline .unknown { font-size: 0.875rem; font-weight: 500; color: var(--rw-muted); line-height: 1.7; }
    .aside { display: flex; flex-wrap: wrap; gap: 0.125rem 0.875rem; font-size: 0.8125rem; color: var(--rw-muted); }
    .reasons { font-size: 0.8125rem; }
    @container (max-width: 17rem) {
      .top { flex-direction: column; }
      .chips { max-width: none; justify-content: flex-start; }
      .headline { grid-template-columns: repeat(3, auto); justify-content: space-between; gap: 0.25rem; }
      .headline dd { font-size: 1rem; }
    }
  `,br,be];constructor(){super(),new v(this),this.level=3}render(){let{amounts:e,installments:r,items:s,historyNote:n}=this.position;return l`<article aria-labelledby="title">
      ${this.#e()}
      <dl class="headline">${Sn.map(o=>this.#t(o))}</dl>
      ${xr(e)}
      ${this.#s()}
      ${this.#n()}
      ${Cr(r,{withTimes:this.withTimes,level:this.level+1,reveal:this.reveal})}
      <rewards-benefit-timeline .position=${this.position}></rewards-benefit-timeline>
      ${n?l`<p class="small muted">${n}</p>`:u}
      ${_r(s,{level:this.level+1})}
    </article>`}#e(){let{promotionName:e,promotionId:r,benefitType:s,issuanceStatus:n,reversalStatus:o,dates:i}=this.position,d=[[i.isCreationExact?"card.promisedOn":"card.promisedBy",i.createdAt],["card.revealedOn",i.revealedAt],["card.validUntil",i.expiresAt]].filter(([,f])=>f).map(([f,p])=>a(f,{day:S(p)})),c=er(o);return l`<header>
      <div class="top">
        <div id="title" class="title" role="heading" aria-level=${this.level}>${e??r}</div>
        <div class="chips">
          <span class="chip ${An[n]??""}">${re(n)}</span>
          ${c?l`<span class="chip">${c}</span>`:u}
        </div>
      </div>
      <p class="when">${[tr(s),...d].join(" · ")}</p>
    </header>`}#t(e){let r=K(e),s=this.position.amounts[e],n=this.position.facts[e],o=e==="promised"?u:l`<span class="dot ${s?e:"unknown"}"></span>`;if(!s)return l`<div><dt>${o}${r}</dt><dd class="unknown">${this.#r()}</dd></div>`;let i=k(s),d=n?l`<rewards-fact .fact=${n} .text=${i}></rewards-fact>`:i;return l`<div><dt>${o}${r}</dt><dd class="amount" data-figure=${e}>${d}</dd></div>`}#r(){let{reasons:e,amounts:r}=this.position,s=e.includes("SCRATCH_CARD_UNREVEALED")&&!e.includes("SOURCE_UNAVAILABLE");return a(s&&r.promised===null?"card.onceRevealed":"common.notKnown")}#s(){let{amounts:e}=this.position,r=En.filter(([s])=>s==="pending"?Be(e.pending,e.remaining):e[s]?.amountMinor>0);return r.length?l`<ul class="aside">${r.map(([s,n])=>l`<li data-figure=${s}>
      <span class="dot ${n}"></span><span class="amount">${k(e[s])}</span> ${a(`card.${s}`)}
    </li>`)}</ul>`:u}#n(){let{reasons:e,items:r}=this.position,s=new Set(r.map(({reason:o})=>o)),n=e.filter(o=>!Cn.has(o)&&!s.has(o));return n.length?l`<p class="reasons">${n.map(F).join(" · ")}</p>`:u}};customElements.define("rewards-cashback-card",Xe);var Tr=m`
  .next { display: flex; flex-wrap: wrap; gap: 0.375rem; }
  .next button {
    min-height: 1.75rem; padding: 0.125rem 0.625rem; border-radius: 0.875rem; font-size: 0.8125rem; text-align: start;
    overflow-wrap: anywhere; color: var(--rw-accent);
  }
  .next button:hover { background: var(--rw-accent-soft); }
  .next .muted { font-size: 0.75rem; }
`;function Ir({choices:t=[],suggestions:e=[],language:r="en"},s){if(t.length)return Or({label:a("next.choices"),language:"en"},t.map(_n),s);let n=e.map(o=>({question:o,beside:""}));return Or({label:a("next.questions"),language:r},n,s)}function _n({businessReferenceId:t,createdOn:e,promised:r}){return{question:t,beside:[e,r].filter(Boolean).join(", ")}}function Or({label:t,language:e},r,s){return r.length?l`<ul class="next" aria-label=${t}>${r.map(({question:n,beside:o})=>l`
    <li><button type="button" lang=${e} @click=${()=>s(n)}>${n}${o?l` <span class="muted">${o}</span>`:u}</button></li>`)}
  </ul>`:u}var On=4e3,et=class extends y{static properties={text:{},outcome:{state:!0}};static styles=[x,m`
    :host { display: block; }
    section { border: 1px solid var(--rw-line); border-radius: 0.75rem; background: var(--rw-sunken); }
    header {
      display: flex; align-items: center; justify-content: space-between; gap: 0.5rem;
      padding: 0.25rem 0.375rem 0.25rem 0.75rem;
    }
    .title { font-size: 0.75rem; font-weight: 600; color: var(--rw-muted); }
    p { padding: 0 0.75rem 0.625rem; white-space: pre-line; overflow-wrap: anywhere; font-size: 0.8125rem; }
    button { min-width: 4.75rem; font-size: 0.8125rem; min-height: 1.75rem; padding-block: 0; }
    button[data-done] { color: var(--rw-granted); border-color: var(--rw-granted); }
  `];#e=0;constructor(){super(),new v(this),this.outcome=""}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.#e)}render(){let e=a({copied:"draft.copied",failed:"draft.notCopied"}[this.outcome]??"draft.copy");return l`<section aria-labelledby="title">
      <header>
        <span id="title" class="title">${a("draft.title")}</span>
        <button type="button" ?data-done=${this.outcome==="copied"} @click=${this.#r}>${e}</button>
      </header>
      <p id="text">${this.text}</p>
      <span class="visually-hidden" role="status">${this.#t()}</span>
    </section>`}#t(){return this.outcome==="copied"?a("draft.wasCopied"):this.outcome==="failed"?a("draft.copyByHand"):""}async#r(){try{await navigator.clipboard.writeText(this.text),this.outcome="copied"}catch{this.outcome="failed",getSelection()?.selectAllChildren(this.renderRoot.getElementById("text"))}clearTimeout(this.#e),this.#e=setTimeout(()=>{this.outcome=""},On)}};customElements.define("rewards-reply-draft",et);var Rr=4,Tn="offline",tt=class extends y{static properties={turns:{attribute:!1},reveal:{attribute:!1}};static styles=[x,dr,Tr,m`
    :host { display: grid; gap: 1.25rem; }
    .turn { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.625rem; min-width: 0; }
    .question {
      justify-self: end; max-width: 92%; padding: 0.5rem 0.75rem; border-radius: 0.875rem 0.875rem 0.25rem 0.875rem;
      background: var(--rw-accent-soft); white-space: pre-wrap; overflow-wrap: anywhere;
    }
    .steps { display: grid; gap: 0.125rem; font-size: 0.8125rem; color: var(--rw-muted); }
    .steps li { display: flex; gap: 0.5rem; align-items: baseline; }
    .mark { flex: none; width: 0.875rem; text-align: center; color: var(--rw-granted); }
    .mark.gap { color: var(--rw-notice); }
    .spinner {
      align-self: center; flex: none; width: 0.75rem; height: 0.75rem; margin: 0 0.0625rem; border-radius: 50%;
      border: 2px solid var(--rw-line); border-top-color: var(--rw-accent); animation: turn 0.8s linear infinite;
    }
    @keyframes turn { to { transform: rotate(1turn); } }
    .order { font-size: 0.8125rem; font-weight: 600; overflow-wrap: anywhere; }
    .order + * { margin-top: -0.25rem; }
    details { display: grid; gap: 0.625rem; }
    details > rewards-cashback-card, details > .order { margin-top: 0.625rem; }
    summary { cursor: pointer; color: var(--rw-accent); min-height: 1.5rem; }
    .meta { font-size: 0.75rem; color: var(--rw-muted); }
    .row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; justify-content: space-between; }
    .problem .small { font-size: 0.75rem; overflow-wrap: anywhere; }
    .problem button { color: var(--rw-ink); }
  `];constructor(){super(),new v(this)}get anchor(){let e=this.renderRoot.querySelector(".turn:last-of-type");return e?.querySelector(".partial, .turn > .order")??e}render(){return l`${ce(this.turns,({key:e})=>e,e=>this.#e(e))}`}#e(e){let r=N(e.sources);return l`<section class="turn" data-state=${e.state} aria-label=${a("turn.label")}>
      <div class="question"><span class="visually-hidden">${a("turn.asked")} </span>${e.question}</div>
      ${this.#s(e)}
      ${r.length?l`<div class="notice partial">${r.map(s=>l`<p>${s}</p>`)}</div>`:u}
      ${nr(e.sources)?Nn(e.facts):u}
      ${this.#t(e)}
      ${this.#n(e)}
      ${e.answer?.replyDraft?l`<rewards-reply-draft .text=${e.answer.replyDraft}></rewards-reply-draft>`:u}
      ${e.answer?Ln(e.answer):u}
      ${e.answer&&e===this.turns.at(-1)?Ir(e.answer,this.#a):u}
      ${e.state==="stopped"?this.#o(e):u}
      ${e.problem?this.#i(e):u}
    </section>`}#t(e){let r=ue(e),s=r.map(n=>Rn(n,this.#r(e)));return e.answer?.choices?.length?l`<details class="found"><summary>${a("turn.found",{count:r.length})}</summary>${s}</details>`:s}#r({answer:e}){return!this.reveal||!e||e.kept===!1?null:r=>this.reveal(e.conversationId,r)}#s({steps:e,state:r,text:s}){let n=r==="streaming"&&!s&&e.every(({status:o})=>o!==null);return!e.length&&!n?u:l`<ul class="steps">
      ${e.map(o=>In(o,r))}
      ${n?l`<li><span class="spinner"></span>${a(e.length?"turn.preparing":"turn.thinking")}</li>`:u}
    </ul>`}#n({text:e,answer:r,facts:s,state:n}){return e?cr({text:e,figures:r?.figures??[],facts:s,isStreaming:n==="streaming"}):u}#o(e){return l`<div class="row small muted"><span>${a("turn.stopped")}</span>
      <button type="button" @click=${()=>this.#l(e)}>${a("turn.askAgain")}</button></div>`}#i(e){let{code:r,requestId:s}=e.problem;return l`<div class="problem row">
      <div>
        <p>${O(e.problem)}</p>
        <p class="small">${r}${s?l` · ${a("common.request")} <span class="mono">${s}</span>`:u}</p>
      </div>
      <button type="button" @click=${()=>this.#l(e)}>${a("common.retry")}</button>
    </div>`}#a=e=>{this.dispatchEvent(new CustomEvent("ask-next",{detail:e}))};#l(e){this.dispatchEvent(new CustomEvent("retry-turn",{detail:e}))}};function In({name:t,arguments:e,status:r,latencyMs:s},n){let o=pe(t,e,{isDone:r!==null});if(r===null){let f=n==="streaming"?l`<span class="spinner"></span>`:l`<span class="mark gap">–</span>`;return l`<li>${f}<span>${o}</span></li>`}let i=rr(r),d=r!=="ok",c=`${Math.max(1,Math.round(s))} ms`;return l`<li title=${c}><span class="mark ${d?"gap":""}" aria-hidden="true">${d?"!":"✓"}</span>
    <span>${o}${i?`: ${i}`:""}</span></li>`}function Rn({order:t,positions:e},r){let s=o=>l`<rewards-cashback-card .position=${o} .reveal=${r}
    ></rewards-cashback-card>`,n=e.slice(Rr);return l`<div class="order"><span class="muted">${a("turn.order")}</span> ${t}</div>
    ${e.slice(0,Rr).map(s)}
    ${n.length?l`<details><summary>${a("turn.more",{count:n.length})}</summary>${n.map(s)}</details>`:u}`}function Ln({outcome:t,degraded:e,model:r,kept:s}){let n=r===Tn,o=[sr(t),n?a("turn.offline"):a("turn.model",{model:r}),e&&!n&&a("turn.degraded"),s===!1&&a("turn.notSaved")];return l`<p class="meta">${o.filter(Boolean).join(" · ")}</p>`}customElements.define("rewards-message-list",tt);function Nn(t){let e=[...t.values()].map(r=>r.asOf).filter(Boolean).sort((r,s)=>new Date(r)-new Date(s));return e.length?l`<p class="muted small as-of">${a("common.asOf",{when:E(e[0])})}</p>`:u}var Pn=["caseId","customerId","orderId","conversationId"];function rt(t){let e=Pn.map(r=>[r,t?.[r]]).filter(([,r])=>typeof r=="string"&&r);return Object.freeze(Object.fromEntries(e))}function Lr(t,e,r){let s=["caseId","customerId","orderId"].some(o=>t[o]!==e[o]),n=e.conversationId===t.conversationId||e.conversationId===r;return s||!n}var Dn=["action","open","unknown","settled"];function Mn({needsAction:t,isOpen:e}){return t.length?"action":e===null?"unknown":e?"open":"settled"}function Nr(t){return Dn.map(e=>({group:e,orders:t.filter(r=>Mn(r)===e)})).filter(e=>e.orders.length)}var Pr=m`
  :host { display: block; }
  section { display: grid; gap: 0.625rem; }
  header { display: flex; align-items: center; justify-content: space-between; gap: 0.5rem; }
  h3 { font-size: 0.9375rem; font-weight: 600; }
  h4 { font-size: 0.75rem; font-weight: 600; color: var(--rw-muted); margin-bottom: 0.25rem; }
  header button { min-width: 2rem; font-size: 1rem; }
  .total { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0.5rem; }
  .total dt { font-size: 0.75rem; color: var(--rw-muted); }
  .total dd { font-size: 1rem; font-weight: 600; }
  .total .unknown { font-size: 0.875rem; font-weight: 500; color: var(--rw-muted); }
  .group ul { display: grid; gap: 0.25rem; }
  .group[data-group='action'] h4 { color: var(--rw-alert); }
  .order {
    display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 0.75rem; width: 100%; padding: 0.375rem 0.625rem;
    text-align: start;
  }
  .order:hover { background: var(--rw-accent-soft); }
  .group[data-group='action'] .order { border-inline-start: 3px solid var(--rw-alert); }
  .id { font-weight: 600; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
  .left { display: grid; justify-items: end; font-size: 0.8125rem; }
  .why { grid-column: 1 / -1; font-size: 0.75rem; }
  details ul { margin-top: 0.25rem; }
  summary { cursor: pointer; color: var(--rw-accent); min-height: 1.5rem; font-size: 0.8125rem; }
  .skeleton { display: grid; gap: 0.5rem; }
  .skeleton span { height: 2.25rem; border-radius: 0.5rem; background: var(--rw-sunken); }
`;async function Dr({endpoint:t,signal:e},r){return(await _(`${t}/v1/case-summary`,{signal:e},r)).json()}var Un=3,st=class extends y{static properties={endpoint:{},caseId:{},tokenProvider:{attribute:!1},summary:{state:!0},problem:{state:!0},isLoading:{state:!0},announcement:{state:!0}};static styles=[x,Pr];#e=new AbortController;constructor(){super(),this.endpoint="",this.caseId="",this.tokenProvider=null,this.#t(),new v(this)}willUpdate(e){["caseId","endpoint","tokenProvider"].some(r=>e.has(r))&&(this.#t(),this.tokenProvider&&this.refresh())}connectedCallback(){super.connectedCallback(),this.hasUpdated&&!this.summary&&this.tokenProvider&&this.refresh()}disconnectedCallback(){super.disconnectedCallback(),this.#e.abort()}#t(){this.#e.abort(),this.summary=null,this.problem=null,this.isLoading=!1,this.announcement=""}async refresh(){this.#e.abort();let e=new AbortController;this.#e=e,this.isLoading=!0,this.problem=null;try{let r=await Dr({endpoint:this.endpoint,signal:e.signal},this.tokenProvider);if(e.signal.aborted)return;this.summary=r,this.announcement=a("summary.announced",{count:r.orders.length})}catch(r){if(e.signal.aborted)return;r instanceof w||reportError(r),this.problem=r instanceof w?r:new w({code:"pageError"})}finally{this.#e===e&&(this.isLoading=!1)}}render(){let{summary:e,problem:r,isLoading:s}=this;return!e&&!r&&!s?u:l`<section aria-labelledby="title" aria-busy=${String(s)}>
      <header>
        <h3 id="title">${a("summary.title")}</h3>
        <button type="button" class="quiet" ?disabled=${s} @click=${()=>this.refresh()}
          aria-label=${a("summary.refresh")} title=${a("summary.refresh")}>↻</button>
      </header>
      ${r?this.#r():u}
      ${e?this.#s(e):s?Bn():u}
      <div class="visually-hidden" role="status">${this.announcement}</div>
    </section>`}#r(){return l`<div class="problem" role="alert"><p>${O(this.problem)}</p>
      ${this.summary?l`<p>${a("summary.older")}</p>`:u}</div>`}#s({orders:e,totals:r,sources:s,hasMore:n,asOf:o,window:i}){let d=N(s);return l`
      ${d.length?l`<div class="notice">${d.map(c=>l`<p>${c}</p>`)}</div>`:u}
      ${e.length?r.map(zn):l`<p class="muted">${a("summary.none")}</p>`}
      ${Nr(e).map(c=>this.#n(c))}
      ${n?l`<p class="muted small">${a("summary.hasMore")}</p>`:u}
      <p class="muted small">${a("summary.window",{from:S(i.from),to:S(qn(i.to))})} ·
        ${a("common.asOf",{when:E(o)})}</p>`}#n({group:e,orders:r}){let s=e==="settled"?r.slice(0,Un):r,n=r.slice(s.length);return l`<div class="group" data-group=${e}>
      <h4>${a(`summary.group.${e}`,{count:r.length})}</h4>
      <ul>${s.map(o=>this.#o(o))}</ul>
      ${n.length?l`<details><summary>${a("summary.more",{count:n.length})}</summary>
        <ul>${n.map(o=>this.#o(o))}</ul></details>`:u}
    </div>`}#o({businessReferenceId:e,createdAt:r,promotionName:s,totals:n,reasons:o,needsAction:i}){let d=(i.length?i:o).filter(f=>f!=="COMPLETE").map(F),c=[s,r&&S(r),...d].filter(Boolean);return l`<li><button type="button" class="order" @click=${()=>this.#i(e)}>
      <span class="id">${e}</span>
      <span class="left">${n.map(jn)}</span>
      <span class="why muted">${c.join(" · ")}</span>
    </button></li>`}#i(e){this.dispatchEvent(new CustomEvent("ask-about",{detail:{orderId:e}}))}},qn=t=>new Date(Date.parse(t)-1).toISOString();function zn({promised:t,granted:e,remaining:r}){let s=(n,o)=>l`<div><dt>${a(`summary.${n}`)}</dt>
    ${o?l`<dd class="amount">${k(o)}</dd>`:l`<dd class="unknown">${a("common.notKnown")}</dd>`}
  </div>`;return l`<dl class="total">${s("promised",t)}${s("granted",e)}
    ${s("remaining",r)}</dl>`}function jn({remaining:t}){return t?t.amountMinor?l`<span class="amount">${a("summary.left",{amount:k(t)})}</span>`:l`<span class="muted">${a("summary.nothingLeft")}</span>`:l`<span class="muted">${a("common.notKnown")}</span>`}function Bn(){return l`<div class="skeleton" role="img" aria-label=${a("summary.loading")}>
    <span></span><span></span><span></span></div>`}customElements.define("rewards-case-summary",st);var Mr=m`
  :host { display: grid; gap: 0.75rem; align-content: start; }
  .row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; justify-content: space-between; }
  .list { display: grid; }
  li {
    display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 0.25rem; align-items: center;
    border-top: 1px solid var(--rw-line); padding-block: 0.25rem;
  }
  li[data-current] { box-shadow: inset 3px 0 var(--rw-accent); }
  .open {
    display: grid; gap: 0.125rem; padding: 0.375rem 0.5rem; border-color: transparent; background: transparent;
    text-align: start;
  }
  .open:hover { background: var(--rw-accent-soft); }
  .title { font-weight: 500; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical;
    -webkit-line-clamp: 2; overflow: hidden; }
  .when { font-size: 0.75rem; }
  .toggle { min-width: 2rem; font-weight: 700; }
  .actions {
    grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 0.375rem; align-items: center; padding: 0.25rem 0.5rem 0.5rem;
  }
  .actions button { font-size: 0.8125rem; min-height: 1.75rem; padding-block: 0; }
  .grow { flex: 1 1 10rem; }
  .danger { color: var(--rw-alert); border-color: var(--rw-alert); }
  .more { justify-self: start; }
  .problem button { color: var(--rw-ink); }
  .skeleton { display: grid; gap: 0.75rem; }
  .skeleton span { height: 2.5rem; border-radius: 0.5rem; background: var(--rw-sunken); }
`;var Hn=20,ye=(t,e)=>`${t}/v1/conversations/${encodeURIComponent(e)}`;async function nt({endpoint:t,query:e="",cursor:r=null,signal:s},n){let o=new URLSearchParams({limit:Hn,...e&&{query:e},...r&&{cursor:r}});return(await _(`${t}/v1/conversations?${o}`,{signal:s},n)).json()}async function Ur({endpoint:t,conversationId:e,signal:r},s){let n=await _(ye(t,e),{signal:r},s),{turns:o}=await n.json();return{turns:o.map(({question:i,answer:d},c)=>me(se(c-o.length,i),{type:"answer.completed",answer:d})),last:o.at(-1)?.turn??0}}async function qr({endpoint:t,conversationId:e,title:r,signal:s},n){let o={method:"PATCH",headers:{"Content-Type":"application/json"},body:JSON.stringify({title:r}),signal:s};return(await _(ye(t,e),o,n)).json()}async function zr({endpoint:t,conversationId:e,signal:r},s){await _(ye(t,e),{method:"DELETE",signal:r},s)}async function jr({endpoint:t,conversationId:e,format:r,signal:s},n){let o=`${ye(t,e)}/export?format=${r}`;return(await _(o,{signal:s},n)).blob()}function Br(t,e){let r=URL.createObjectURL(t);Object.assign(document.createElement("a"),{href:r,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(r),0)}var Wn=250,Fn=200,Kn=80,ot=class extends y{static properties={endpoint:{},caseId:{},currentId:{},tokenProvider:{attribute:!1},found:{state:!0},opened:{state:!0},task:{state:!0},problem:{state:!0},isLoading:{state:!0},announcement:{state:!0}};static styles=[x,Mr];#e=new AbortController;#t=0;constructor(){super(),this.endpoint="",this.caseId="",this.currentId=void 0,this.tokenProvider=null,this.#r(),new v(this)}willUpdate(e){["caseId","endpoint","tokenProvider"].some(r=>e.has(r))&&(this.#r(),this.tokenProvider&&this.#c(""))}disconnectedCallback(){super.disconnectedCallback(),this.#e.abort(),clearTimeout(this.#t)}#r(){this.#e.abort(),this.query="",this.found=null,this.opened=null,this.task=null,this.problem=null,this.isLoading=!1,this.announcement=""}focus(e){this.renderRoot.querySelector("input")?.focus(e)}render(){return l`
      <label class="search"><span class="visually-hidden">${a("history.search")}</span>
        <input type="search" maxlength=${Fn} placeholder=${a("history.search")} autocomplete="off"
          @input=${this.#d} /></label>
      ${this.problem?this.#s():u}
      ${this.found?this.#n():this.isLoading?Vn():u}
      <div class="visually-hidden" role="status">${this.announcement}</div>`}#s(){return l`<div class="problem row" role="alert"><p>${O(this.problem)}</p>
      <button type="button" @click=${()=>this.#c(this.query)}>${a("common.retry")}</button></div>`}#n(){let{data:e,nextCursor:r}=this.found;return e.length?l`<ul class="list" aria-busy=${String(this.isLoading)}>
        ${ce(e,({conversationId:s})=>s,s=>this.#o(s))}
      </ul>
      ${r?l`<button type="button" class="more" ?disabled=${this.isLoading}
        @click=${this.#h}>${a("history.more")}</button>`:u}`:l`<p class="muted">${a(this.query?"history.noneFound":"history.none")}</p>`}#o(e){let{conversationId:r,title:s,updatedAt:n}=e,o=r===this.currentId,i=r===this.opened;return l`<li data-id=${r} ?data-current=${o}>
      <button type="button" class="open" aria-current=${o?"true":u}
        @click=${()=>this.#$("open-conversation",{conversationId:r})}>
        <span class="title">${s||a("history.untitled")}</span>
        <span class="muted when">${E(n)}${o?` · ${a("history.current")}`:""}</span>
      </button>
      <button type="button" class="quiet toggle" aria-expanded=${String(i)}
        aria-label=${a("history.actions",{title:s})} @click=${()=>this.#g(r)}>⋯</button>
      ${i?this.#i(e):u}
    </li>`}#i(e){if(this.task==="rename")return this.#a(e);if(this.task==="delete")return this.#l(e);let r=(s,n)=>l`<button type="button" @click=${n}>${s}</button>`;return l`<div class="actions">
      ${r(a("history.rename"),()=>this.#w("rename","input[name=title]"))}
      ${r(a("history.exportText"),()=>this.#p(e,"text"))}
      ${r(a("history.exportJson"),()=>this.#p(e,"json"))}
      ${r(a("history.delete"),()=>this.#w("delete",".keep"))}
    </div>`}#a(e){return l`<form class="actions" @submit=${r=>this.#b(r,e)} @keydown=${this.#f}>
      <label class="grow"><span class="visually-hidden">${a("history.title")}</span>
        <input name="title" required maxlength=${Kn} .value=${e.title} autocomplete="off" /></label>
      <button class="primary">${a("history.save")}</button>
      <button type="button" @click=${this.#m}>${a("history.cancel")}</button>
    </form>`}#l(e){return l`<div class="actions" role="group" aria-labelledby="sure" @keydown=${this.#f}>
      <span id="sure" class="grow">${a("history.sure")}</span>
      <button type="button" class="danger" @click=${()=>this.#y(e)}>${a("history.delete")}</button>
      <button type="button" class="keep" @click=${this.#m}>${a("history.keep")}</button>
    </div>`}#d({target:e}){clearTimeout(this.#t),this.#t=setTimeout(()=>this.#c(e.value.trim()),Wn)}#c(e){return this.query=e,this.#u(async r=>{this.found=await nt({endpoint:this.endpoint,query:e,signal:r},this.tokenProvider),this.opened=this.task=null,this.announcement=a("history.count",{count:this.found.data.length})})}#h(){let{query:e,found:{data:r,nextCursor:s}}=this;return this.#u(async n=>{let o=await nt({endpoint:this.endpoint,query:e,cursor:s,signal:n},this.tokenProvider),i=new Set(r.map(({conversationId:c})=>c)),d=o.data.filter(({conversationId:c})=>!i.has(c));this.found={data:[...r,...d],nextCursor:o.nextCursor},this.announcement=a("history.count",{count:this.found.data.length}),await this.updateComplete,d.length&&this.#v(d[0].conversationId)?.querySelector(".open").focus()})}#b(e,{conversationId:r}){e.preventDefault();let s=e.target.elements.title.value.trim();s&&this.#u(async n=>{let o=await qr({endpoint:this.endpoint,conversationId:r,title:s,signal:n},this.tokenProvider),i=this.found.data.map(d=>d.conversationId===r?o:d);this.found={...this.found,data:i},this.announcement=a("history.renamed"),this.#m()})}#y({conversationId:e}){this.#u(async r=>{try{await zr({endpoint:this.endpoint,conversationId:e,signal:r},this.tokenProvider)}catch(s){if(s.status!==404)throw s}this.found={...this.found,data:this.found.data.filter(s=>s.conversationId!==e)},this.opened=this.task=null,this.announcement=a("history.deleted"),this.#$("deleted-conversation",{conversationId:e}),this.focus()})}#p({conversationId:e},r){this.#u(async s=>{let n={endpoint:this.endpoint,conversationId:e,format:r,signal:s},o=await jr(n,this.tokenProvider);Br(o,`conversation-${e}.${r==="json"?"json":"txt"}`),this.announcement=a("history.exported")})}async#u(e){this.#e.abort();let r=new AbortController;this.#e=r,this.isLoading=!0,this.problem=null;try{await e(r.signal)}catch(s){if(r.signal.aborted)return;s instanceof w||reportError(s),this.problem=s instanceof w?s:new w({code:"pageError"})}finally{this.#e===r&&(this.isLoading=!1)}}#g(e){this.opened=this.opened===e?null:e,this.task=null}async#w(e,r){this.task=e,await this.updateComplete,this.#v(this.opened)?.querySelector(r)?.focus()}#m=async()=>{this.task=null,await this.updateComplete,this.#v(this.opened)?.querySelector(".toggle").focus()};#f=e=>{e.key==="Escape"&&(e.stopPropagation(),this.#m())};#v(e){return[...this.renderRoot.querySelectorAll("li")].find(({dataset:r})=>r.id===e)}#$(e,r){this.dispatchEvent(new CustomEvent(e,{detail:r}))}};function Vn(){return l`<div class="skeleton" role="img" aria-label=${a("history.loading")}>
    ${[1,2,3].map(()=>l`<span></span>`)}</div>`}customElements.define("rewards-conversation-history",ot);var it="rewards-sidebar:",Gn=/^([A-Za-z0-9_-]{1,64})(?:\/([1-9]\d{0,6}))?$/,ve=class{#e;constructor(e=()=>sessionStorage){this.#e=e}read(e){let[,r,s]=Gn.exec(this.#t(n=>n.getItem(it+e))??"")??[];return r?{conversationId:r,turn:s?Number(s):null}:null}write(e,r){let s=r&&(r.turn?`${r.conversationId}/${r.turn}`:r.conversationId);this.#t(n=>s?n.setItem(it+e,s):n.removeItem(it+e))}#t(e){try{return e(this.#e())}catch{return null}}},Hr=(t,e)=>JSON.stringify([t,e??""]);var Yn=1e3,$e=class{state="idle";settled=Promise.resolve();#e;#t;#r;#s=null;#n=null;#o=null;#i=new AbortController;constructor(e,r,s=new ve){this.#e=e,this.#t=r,this.#r=s,e.addController(this)}hostDisconnected(){this.#i.abort()}hostUpdate(){this.#a();let{tokenProvider:e,forgetsOnReload:r}=this.#e;if(!e)return;let{id:s,running:n,turns:o,isStreaming:i}=this.#t,d=!o.length&&!i;if(d&&s&&s!==this.#o?.conversationId?this.#l({conversationId:s,turn:null,isKept:!1}):d&&this.#n&&this.#l({...this.#n,isKept:!0}),this.#n=null,i&&this.state!=="loading"&&(this.state="idle"),this.state==="loading"||this.state==="failed")return;let c=n??(s?{conversationId:s,turn:null}:null);this.#r.write(this.#s,r?null:c)}retry(){this.#l(this.#o),this.#e.requestUpdate()}cancel(){this.#i.abort(),this.#o=this.#n=null,this.state="idle"}#a(){let{endpoint:e,context:r,forgetsOnReload:s}=this.#e,n=Hr(e,r.caseId);n!==this.#s&&(this.#s!==null&&this.#r.write(this.#s,null),this.cancel(),this.#s=n,this.#n=s?null:this.#r.read(n))}#l(e){this.#i.abort();let r=new AbortController;this.#i=r,this.#o=e,this.state="loading",this.settled=this.#d(e,r.signal).then(s=>{r.signal.aborted||(this.state=s,this.#e.requestUpdate())})}async#d({conversationId:e,turn:r,isKept:s},n){try{let o=await this.#c(e,r,n);return n.aborted?"idle":(this.#t.open(o?e:void 0),o&&this.#t.show(o.turns),r&&(o?.last??0)<r?"interrupted":o||s?"idle":"missing")}catch(o){return!(o instanceof w)&&!n.aborted&&reportError(o),"failed"}}async#c(e,r,s){let n={endpoint:this.#e.endpoint,conversationId:e,signal:s},o=await Wr(n,this.#e.requestToken);return!r||(o?.last??0)>=r?o:(await new Promise(i=>{setTimeout(i,Yn)}),s.aborted?o:Wr(n,this.#e.requestToken))}};async function Wr(t,e){try{return await Ur(t,e)}catch(r){if(r instanceof w&&r.status===404)return null;throw r}}var at=new Map([["/","question"],["n","new"],["h","history"],["s","summary"],["p","print"],["?","keys"]]),Zn=[[["Enter"],"send"],[["Shift","Enter"],"newLine"],[["Esc"],"stop"],...[...at].map(([t,e])=>[[t.toUpperCase()],e])];function Fr(t){return t.ctrlKey||t.metaKey||t.altKey||t.repeat||t.isComposing||t.defaultPrevented||Qn(t.composedPath()[0])?null:at.get(Jn(t))??null}function Jn({key:t,code:e,shiftKey:r}){let s=/^Key([A-Z])$/.exec(e??"")?.[1],n=/^[A-Za-z]$/.test(t)?t:s;return!n||at.has(t)?t:r?"":n.toLowerCase()}function Qn(t){return t instanceof Element&&(t.matches("input, textarea, select")||t.isContentEditable)}var Kr=m`
  .keys { display: grid; gap: 0.5rem; grid-template-columns: auto minmax(0, 1fr); align-items: baseline; }
  .keys dt { display: flex; gap: 0.25rem; }
  kbd {
    min-width: 1.5rem; padding: 0 0.375rem; border: 1px solid var(--rw-edge); border-radius: 0.25rem; text-align: center;
    font: inherit; font-size: 0.8125rem; background: var(--rw-sunken);
  }
`;function Vr(){return l`<dl class="keys">${Zn.map(([t,e])=>l`
      <dt>${t.map(r=>l`<kbd>${r}</kbd>`)}</dt><dd>${a(`keys.${e}`)}</dd>`)}
    </dl>
    <p class="muted small">${a("keys.where")}</p>`}var Xn=/^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,79}$/,Gr=t=>typeof t=="string"&&Xn.test(t.trim())?t.trim():null;function Yr(t=performance){let[e]=t.getEntriesByType("navigation");return e!==void 0&&e.type!=="navigate"&&e.type!=="prerender"}var eo=10,lt=m`
  .printed { font: 400 10.5pt/1.45 var(--rw-font, system-ui, sans-serif); color: #000; background: #fff; }
  .printed h1 { font-size: 14pt; margin: 0 0 2pt; }
  .printed h2 { font-size: 11pt; margin: 14pt 0 4pt; break-after: avoid; white-space: pre-wrap; }
  .printed p { margin: 0 0 4pt; white-space: pre-line; }
  .printed ul { margin: 0 0 4pt; padding-inline-start: 14pt; list-style: disc; }
  .printed .facts { width: 100%; border-collapse: collapse; font-size: 8.5pt; margin-top: 4pt; }
  .printed .facts th, .printed .facts td { padding: 1pt 6pt 1pt 0; text-align: start; vertical-align: top; }
  .printed .facts th { border-bottom: 1px solid #000; }
  .printed tr { break-inside: avoid; }
  .printed .quiet { font-size: 8.5pt; }
`;function Zr(t,{caseId:e,now:r}){return l`<article class="printed">
    <h1>${a("print.title")}</h1>
    <p class="quiet">${[e&&a("print.case",{caseId:e}),a("print.on",{when:E(r.toISOString())})].filter(Boolean).join(" · ")}</p>
    ${t.map(to)}
  </article>`}function to({question:t,text:e,answer:r,facts:s,sources:n,state:o}){let i=r?.figures??[],d=r?.language??u;return l`<section>
    <h2>${t}</h2>
    ${N(n).map(c=>l`<p><em>${c}</em></p>`)}
    <div lang=${d}>${ro(e)}</div>
    ${o==="completed"?u:l`<p><em>${a("print.incomplete")}</em></p>`}
    ${r?.kept===!1?l`<p><em>${a("print.notKept")}</em></p>`:u}
    ${oo(no(i,s))}
  </section>`}function ro(t){let e=({parts:r})=>r.map(s=>s.text).join("");return so(we(t,[])).map(({kind:r,blocks:s})=>r==="item"?l`<ul>${s.map(n=>l`<li>${e(n)}</li>`)}</ul>`:s.map(n=>l`<p>${e(n)}</p>`))}function so(t){let e=[];for(let r of t)e.at(-1)?.kind===r.kind?e.at(-1).blocks.push(r):e.push({kind:r.kind,blocks:[r]});return e}function no(t,e){return[...new Set([...t].sort((s,n)=>s.start-n.start).map(({factId:s})=>s))].map(s=>e.get(s)).filter(Boolean)}function oo(t){return t.length?l`<table class="facts">
    <thead><tr>${["figure","order","records","asOf"].map(e=>l`
      <th scope="col">${a(`print.column.${e}`)}</th>`)}</tr></thead>
    <tbody>${t.map(({label:e,display:r,businessReferenceId:s,sources:n,asOf:o})=>l`<tr>
      <td>${K(e)}: ${r}</td>
      <td>${s??""}</td>
      <td>${io(n)}</td>
      <td>${o?S(o):""}</td>
    </tr>`)}</tbody>
  </table>`:u}function io(t){let e=t.slice(0,eo).map(({source:s,recordId:n})=>`${he(s)} ${n}`),r=t.length-e.length;return[...e,...r>0?[a("print.more",{count:r})]:[]].join("; ")}function Jr(t,e){let r=document.createElement("iframe");Object.assign(r.style,{position:"fixed",width:"0",height:"0",border:"0",insetBlockEnd:"0"}),r.setAttribute("aria-hidden","true"),r.tabIndex=-1,r.title=a("print.title"),t.append(r);let{contentWindow:s,contentDocument:n}=r,o=new s.CSSStyleSheet;o.replaceSync(lt.cssText),n.adoptedStyleSheets=[o],n.title=a("print.title"),n.documentElement.lang=document.documentElement.lang,Pe(e,n.body),s.addEventListener("afterprint",()=>r.remove(),{once:!0}),s.print()}var ao={new:A`<path d="M10 4v12M4 10h12"></path>`,history:A`<path d="M3.5 10a6.5 6.5 0 1 1 1.9 4.6M3.5 10l-1.4-1.8M3.5 10l2-1.4M10 6.5V10l2.5 1.5"></path>`,summary:A`<path d="M4.5 3h11v14h-11zM7 7h6M7 10h6M7 13h3.5"></path>`,print:A`<path d="M6 7V3h8v4M6 14H3V7h14v7h-3M6 11.5h8V17H6z"></path>`,keys:A`<path d="M7.2 7.2a2.8 2.8 0 1 1 4 2.6c-.8.4-1.2 1-1.2 1.9M10 14.4v.6"></path>`},Qr=m`
  .tools { display: flex; flex: none; margin-inline-start: auto; }
  .tools button { min-width: 2rem; padding: 0.25rem; line-height: 0; color: var(--rw-muted); }
  .tools button:hover:not(:disabled) { color: var(--rw-accent); }
  .tools svg { width: 1.25rem; height: 1.25rem; fill: none; stroke: currentColor; stroke-width: 1.5;
    stroke-linecap: round; stroke-linejoin: round; }
`;function Xr({isEmpty:t,hasSummary:e},r){let s=(n,o=a(`panel.${n}`))=>l`<button type="button" class="quiet" part="tool"
    data-tool=${n} aria-label=${o} title=${o} @click=${()=>r(n)}><svg viewBox="0 0 20 20"
    aria-hidden="true">${ao[n]}</svg></button>`;return l`<div class="tools" role="group" aria-label=${a("panel.tools")}>
    ${t?u:s("new",a("sidebar.newConversation"))}
    ${s("history")}
    ${!t&&e?s("summary"):u}
    ${t?u:s("print")}
    ${s("keys")}
  </div>`}var xe=class{#e;#t;#r;#s=null;#n=null;#o=void 0;#i=matchMedia("print");#a=null;#l=null;constructor(e,r){this.#e=e,this.#t=r,this.#r=new $e(e,r),e.addController(this),e.addEventListener("keydown",this.#u)}async settled(){await this.#e.updateComplete,await this.#r.settled}get isLoading(){return this.#r.state==="loading"}hostConnected(){this.#i.addEventListener("change",this.#h)}hostDisconnected(){this.#i.removeEventListener("change",this.#h)}hostUpdate(){let{tokenProvider:e,requestToken:r}=this.#e;e!==this.#a&&(this.#a=e,this.#l=s=>r(s))}hostUpdated(){this.#e.toggleAttribute("data-printing",this.#c);for(let e of this.#e.renderRoot.children)e.matches(".shell-panel, [role=status]")||(e.inert=this.#s!==null);this.#S()}reset(){this.#r.cancel(),this.#s=null}tools(){let e=!this.#t.turns.length;return Xr({isEmpty:e,hasSummary:this.#d},r=>this.#g(r))}notice(){let{state:e}=this.#r;return e==="idle"?u:e==="loading"?l`<p class="muted small restoring" role="status">${a("restore.loading")}</p>`:l`<div class="notice restoring" role="status"><p>${a(`restore.${e}`)}</p>
      ${e==="failed"?l`<button type="button" @click=${()=>this.#r.retry()}
        >${a("common.retry")}</button>`:u}</div>`}summary(){if(!this.#d)return u;let{endpoint:e,context:r}=this.#e;return l`<rewards-case-summary .endpoint=${e} .caseId=${r.caseId} .tokenProvider=${this.#l}
      @ask-about=${this.#k}></rewards-case-summary>`}overlay(){return l`${this.#s?this.#b():u}${this.#c?this.#p():u}`}get#d(){let{tokenProvider:e,context:r,audience:s}=this.#e;return window.TMP_SUMMARY&&!!(e&&r.caseId)&&s!=="customer"}get#c(){return this.#i.matches&&this.#t.turns.length>0}#h=()=>this.#e.requestUpdate();#b(){return l`<section class="shell-panel" role="dialog" aria-labelledby="panel-title" @keydown=${this.#v}>
      <header>
        <h2 id="panel-title">${a(`panel.${this.#s}`)}</h2>
        <button type="button" class="quiet close" aria-label=${a("panel.close")} @click=${()=>this.#f()}>✕</button>
      </header>
      <div class="inside">${this.#y()}</div>
    </section>`}#y(){if(this.#s==="keys")return Vr();if(this.#s==="summary")return this.summary();let{endpoint:e,context:r}=this.#e;return l`<rewards-conversation-history .endpoint=${e} .caseId=${r.caseId??""}
      .currentId=${this.#t.id} .tokenProvider=${this.#l}
      @open-conversation=${({detail:s})=>this.#$(s.conversationId)}
      @deleted-conversation=${({detail:s})=>this.#x(s.conversationId)}></rewards-conversation-history>`}#p(){return Zr(this.#t.turns,{caseId:this.#e.context.caseId,now:new Date})}#u=e=>{let r=Fr(e);!r||this.#s&&r!=="keys"||(e.preventDefault(),this.#g(r))};#g(e){let r=this.#t.turns.length>0;e==="question"?this.#e.focus():e==="new"&&r?this.#w():e==="print"&&r?Jr(this.#e.renderRoot,this.#p()):e==="history"||e==="keys"?this.#m(e):e==="summary"&&this.#d&&this.#m(e)}#w(){this.#e.newConversation(),this.#e.focus()}async#m(e){if(this.#s===e)return;this.#n??=this.#e.renderRoot.activeElement,this.#s=e,this.#h(),await this.#e.updateComplete;let r=this.#e.renderRoot.querySelector(".shell-panel"),s=r?.querySelector("rewards-conversation-history");await s?.updateComplete,(s??r?.querySelector(".close"))?.focus()}async#f(){let e=this.#n;this.#s=this.#n=null,this.#h(),await this.#e.updateComplete,e?.isConnected&&!e.disabled?e.focus():this.#e.focus()}#v=e=>{e.key==="Escape"&&(e.stopPropagation(),this.#f())};#$(e){e!==this.#t.id&&this.#e.openConversation(e),this.#f()}#x(e){e===this.#t.id&&this.#e.newConversation()}async askAboutOrder(e){let r=Gr(e);r&&await this.#e.ask(a("order.ask",{order:r}))}#k=({detail:{orderId:e}})=>{this.#s?this.#f():this.#e.focus(),this.askAboutOrder(e)};#S(){let{context:e,tokenProvider:r,isConnected:s}=this.#e;if(!r||!s)return;let n=JSON.stringify([e.caseId,e.orderId]);if(n===this.#o)return;let o=this.#o===void 0;this.#o=n,!e.conversationId&&!(o&&Yr())&&this.askAboutOrder(e.orderId)}};var es=[Qr,Kr,lt,m`
  .shell-panel {
    position: absolute; inset: 0; z-index: 1; display: grid; grid-template-rows: auto minmax(0, 1fr);
    background: var(--rw-surface);
  }
  .shell-panel .inside { overflow-y: auto; overscroll-behavior: contain; padding: 1rem; display: grid; gap: 1rem;
    align-content: start; }
  .close { min-width: 2rem; }
  .restoring { margin-bottom: 0.75rem; }
  .restoring button { margin-top: 0.375rem; color: var(--rw-ink); }
  .welcome rewards-case-summary { margin-bottom: 1rem; }

  @media print {
    :host { display: block; height: auto; min-height: 0; overflow: visible; background: #fff; color: #000; }
    .log { overflow: visible; padding: 0; }
    .tools, header button, .composer, .shell-panel { display: none; }
    :host([data-printing]) :is(header, .log) { display: none; }
  }
`];var ts=m`
  :host {
    display: grid; grid-template: auto minmax(0, 1fr) auto auto / minmax(0, 1fr); position: relative; height: 100%;
    min-height: min(24rem, 100dvh); min-width: 0; overflow: hidden;
  }
  header {
    display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.5rem; min-height: 3rem;
    padding: 0.25rem 0.5rem 0.25rem 1rem; border-bottom: 1px solid var(--rw-line);
  }
  h2 { font-size: 0.9375rem; font-weight: 600; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  header button { flex: none; }

  .log { overflow-y: auto; overscroll-behavior: contain; padding: 1rem; }
  .log:focus-visible { outline-offset: -3px; }
  .welcome { display: grid; gap: 0.375rem; padding-block: 0.5rem; }
  .lead { font-size: 1rem; font-weight: 600; line-height: 1.35; text-wrap: balance; }
  .welcome ul { display: grid; gap: 0.5rem; margin-top: 0.875rem; }
  .suggestion {
    width: 100%; padding: 0.625rem 0.75rem; border-radius: 0.75rem; text-align: start; line-height: 1.4;
    overflow-wrap: anywhere;
  }
  .suggestion:hover { background: var(--rw-accent-soft); }

  .composer {
    display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.25rem 0.5rem; align-items: end;
    position: relative; padding: 0.75rem 0.75rem 0.5rem; border-top: 1px solid var(--rw-line);
  }
  textarea {
    display: block; resize: none; field-sizing: content; min-height: 2.5rem; max-height: 9rem; line-height: 1.45;
    padding-block: 0.5rem; border-radius: 0.75rem;
  }
  .composer > .primary, .stop { min-height: 2.5rem; min-width: 4.25rem; border-radius: 0.75rem; }
  .hint { grid-column: 1 / -1; font-size: 0.75rem; }
  .stop::before {
    content: ''; display: inline-block; width: 0.625rem; height: 0.625rem; margin-inline-end: 0.4rem;
    background: currentColor; border-radius: 0.125rem;
  }
  .more {
    position: absolute; inset: -2.625rem 0.75rem auto auto; width: 2rem; padding: 0; border-color: var(--rw-edge);
    border-radius: 50%; box-shadow: 0 2px 8px rgb(0 0 0 / 15%);
  }
`;var rs=m`
  .sign-in {
    display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; justify-content: space-between;
    margin: 0 0.75rem 0.75rem;
  }
  .sign-in button { color: var(--rw-ink); }
`,lo={signInRequired:"signIn.required",signInTimedOut:"signIn.timedOut",signInFailed:"signIn.failed"};function ss(t,e){return l`<div class="notice sign-in" part="sign-in">
    <span>${a(lo[t]??"signIn.ended")}</span>
    <button type="button" @click=${e}>${a("signIn.button")}</button>
  </div>`}var co=4e3,uo=1,dt=class extends y{static properties={endpoint:{},heading:{},context:{type:Object,noAccessor:!0},locale:{},replyLocale:{attribute:"reply-locale"},theme:{reflect:!0},audience:{reflect:!0},suggestions:{type:Array},tokenProvider:{attribute:!1},canReveal:{type:Boolean,attribute:"can-reveal"},forgetsOnReload:{type:Boolean,attribute:"forget-on-reload"},isMoreBelow:{state:!0}};static styles=[ar,x,ts,rs,es,gr,wr];#e=rt(null);#t=new fe(this);#r=new xe(this,this.#t);#s=new AbortController;#n=null;#o=null;constructor(){super(),this.endpoint="",this.heading="",this.locale="",this.replyLocale="",this.theme="auto",this.audience="staff",this.suggestions=[],this.tokenProvider=null,this.canReveal=!1,this.forgetsOnReload=!1,this.isMoreBelow=!1,new v(this)}get context(){return this.#e}set context(e){let r=this.#e;this.#e=rt(e),Lr(r,this.#e,this.#t.id)&&this.#g(this.#e.conversationId),this.requestUpdate("context",r)}get turns(){return this.#t.turns}get isStreaming(){return this.#t.isStreaming}async ask(e){!this.tokenProvider||!this.isConnected||(await this.#r.settled(),await this.#t.ask(e))}async askAboutOrder(e){await this.#r.askAboutOrder(e)}stop(){this.#t.stop()}newConversation(){this.#r.reset(),this.#t.open(void 0),this.#t.announcement=a("sidebar.started")}openConversation(e){this.#r.reset(),this.#t.open(e)}async signedIn(){await this.#t.signedIn()}focus(e){this.#l?.focus(e)}notify(e,r){this.dispatchEvent(new CustomEvent(e,{detail:r,bubbles:!0,composed:!0}))}requestToken=e=>this.tokenProvider?.({...e,context:this.#e});disconnectedCallback(){super.disconnectedCallback(),this.#s.abort(),this.#o?.disconnect()}connectedCallback(){super.connectedCallback(),this.#s.signal.aborted&&(this.#s=new AbortController),this.#o?.watch(this.#d)}firstUpdated(){this.#o=new ge(this.renderRoot.querySelector(".log"),()=>this.#d?.anchor??null,e=>{this.isMoreBelow=e}),this.notify("ready",{version:uo})}scheduleUpdate(){return this.hasUpdated||!this.locale?super.scheduleUpdate():Promise.resolve(Ue(this.locale)).then(()=>super.scheduleUpdate())}willUpdate(e){e.has("locale")&&this.locale&&Ue(this.locale)}updated(){let e=this.turns.at(-1)?.key??null;e!==this.#n&&((e===null||this.#n===null)&&this.#o.watch(this.#d),this.#o.resume(),this.#n=e)}render(){let{signInCode:e,announcement:r}=this.#t;return l`
      <header part="header">
        <h2 part="heading">${this.heading||a("sidebar.heading")}</h2>
        ${this.#r.tools()}
      </header>
      <div class="log" part="log" role="log" aria-live="off" aria-label=${a("sidebar.conversation")} aria-busy=${String(this.isStreaming)}
        tabindex="0">
        ${this.#r.notice()}
        ${this.turns.length?l`<rewards-message-list .turns=${this.turns} .reveal=${this.canReveal?this.#w:null}
              @retry-turn=${this.#y} @ask-next=${this.#u}></rewards-message-list>`:this.#r.isLoading?u:this.#i()}
      </div>
      ${e?ss(e,this.#p):u}
      ${this.#a()}
      <div class="visually-hidden" role="status" aria-live="polite">${r}</div>
      ${this.#r.overlay()}`}#i(){return l`<div class="welcome">
      ${this.#r.summary()}
      <p class="lead">${a("sidebar.lead")}</p>
      <p class="muted small">${a("sidebar.sources")}</p>
      ${this.suggestions.length?l`<ul aria-label=${a("sidebar.suggestions")}>${this.suggestions.map(e=>l`
        <li><button type="button" class="suggestion" part="suggestion" ?disabled=${!this.tokenProvider}
          @click=${()=>this.ask(e)}>${e}</button></li>`)}
      </ul>`:u}
    </div>`}#a(){return l`<form class="composer" part="composer" @submit=${this.#h}>
      ${this.isMoreBelow?l`<button type="button" class="more" aria-label=${a("sidebar.moreBelow")}
        title=${a("sidebar.moreBelow")} @click=${()=>this.#o.showEnd()}>↓</button>`:u}
      <label class="visually-hidden" for="question">${a("sidebar.question")}</label>
      <textarea id="question" part="question" rows="1" maxlength=${co} placeholder=${a("sidebar.placeholder")}
        aria-describedby="hint" autocomplete="off" @keydown=${this.#c}></textarea>
      ${this.isStreaming?l`<button type="button" class="stop" part="stop" @click=${this.#b}>${a("sidebar.stop")}</button>`:l`<button type="submit" class="primary" part="send" ?disabled=${!this.tokenProvider}>${a("sidebar.send")}</button>`}
      <span id="hint" class="hint muted">${a("sidebar.keys")}</span>
    </form>`}get#l(){return this.renderRoot?.getElementById("question")}get#d(){return this.renderRoot.querySelector("rewards-message-list")}#c(e){e.key!=="Enter"||e.shiftKey||e.isComposing||(e.preventDefault(),this.isStreaming||e.target.form.requestSubmit())}#h(e){e.preventDefault();let r=this.#l,s=r.value;!s.trim()||this.isStreaming||!this.tokenProvider||(r.value="",this.ask(s))}#b(){this.stop(),this.#l.focus()}#y({detail:e}){this.#l.focus(),this.#t.retry(e)}#p=()=>this.notify("auth-required",{code:this.#t.signInCode});#u({detail:e}){this.#l.focus(),this.ask(e)}#g(e){this.#s.abort(),this.#s=new AbortController,this.#r.reset(),this.#t.open(e),this.#l&&(this.#l.value="")}#w=(e,r)=>Qt({endpoint:this.endpoint,conversationId:e,factId:r,signal:this.#s.signal},this.requestToken)};customElements.define("rewards-sidebar",dt);export{dt as RewardsSidebar};
