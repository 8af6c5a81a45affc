/*! Rewards support agent, rewards-sidebar.js of version 1. Apache-2.0, with Lit, BSD-3-Clause. Source: ../; licences: licences.txt */
var G=globalThis,he=G.ShadowRoot&&(G.ShadyCSS===void 0||G.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,ue=Symbol(),He=new WeakMap,et=class{constructor(t,e,s){if(this._$cssResult$=!0,s!==ue)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t,this.t=e}get styleSheet(){let t=this.o,e=this.t;if(he&&t===void 0){let s=e!==void 0&&e.length===1;s&&(t=He.get(e)),t===void 0&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),s&&He.set(e,t))}return t}toString(){return this.cssText}},as=t=>new et(typeof t=="string"?t:t+"",void 0,ue),g=(t,...e)=>{let s=t.length===1?t[0]:e.reduce((r,n,i)=>r+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(n)+t[i+1],t[0]);return new et(s,t,ue)},ls=(t,e)=>{if(he)t.adoptedStyleSheets=e.map(s=>s instanceof CSSStyleSheet?s:s.styleSheet);else for(let s of e){let r=document.createElement("style"),n=G.litNonce;n!==void 0&&r.setAttribute("nonce",n),r.textContent=s.cssText,t.appendChild(r)}},We=he?t=>t:t=>t instanceof CSSStyleSheet?(e=>{let s="";for(let r of e.cssRules)s+=r.cssText;return as(s)})(t):t,{is:ds,defineProperty:cs,getOwnPropertyDescriptor:hs,getOwnPropertyNames:us,getOwnPropertySymbols:ps,getPrototypeOf:ms}=Object,Y=globalThis,Be=Y.trustedTypes,fs=Be?Be.emptyScript:"",gs=Y.reactiveElementPolyfillSupport,q=(t,e)=>t,de={toAttribute(t,e){switch(e){case Boolean:t=t?fs:null;break;case Object:case Array:t=t==null?t:JSON.stringify(t)}return t},fromAttribute(t,e){let s=t;switch(e){case Boolean:s=t!==null;break;case Number:s=t===null?null:Number(t);break;case Object:case Array:try{s=JSON.parse(t)}catch{s=null}}return s}},tt=(t,e)=>!ds(t,e),ze={attribute:!0,type:String,converter:de,reflect:!1,useDefault:!1,hasChanged:tt};Symbol.metadata??=Symbol("metadata"),Y.litPropertyMetadata??=new WeakMap;var N=class extends HTMLElement{static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(t,e=ze){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(t)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(t,e),!e.noAccessor){let s=Symbol(),r=this.getPropertyDescriptor(t,s,e);r!==void 0&&cs(this.prototype,t,r)}}static getPropertyDescriptor(t,e,s){let{get:r,set:n}=hs(this.prototype,t)??{get(){return this[e]},set(i){this[e]=i}};return{get:r,set(i){let o=r?.call(this);n?.call(this,i),this.requestUpdate(t,o,s)},configurable:!0,enumerable:!0}}static getPropertyOptions(t){return this.elementProperties.get(t)??ze}static _$Ei(){if(this.hasOwnProperty(q("elementProperties")))return;let t=ms(this);t.finalize(),t.l!==void 0&&(this.l=[...t.l]),this.elementProperties=new Map(t.elementProperties)}static finalize(){if(this.hasOwnProperty(q("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(q("properties"))){let e=this.properties,s=[...us(e),...ps(e)];for(let r of s)this.createProperty(r,e[r])}let t=this[Symbol.metadata];if(t!==null){let e=litPropertyMetadata.get(t);if(e!==void 0)for(let[s,r]of e)this.elementProperties.set(s,r)}this._$Eh=new Map;for(let[e,s]of this.elementProperties){let r=this._$Eu(e,s);r!==void 0&&this._$Eh.set(r,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(t){let e=[];if(Array.isArray(t)){let s=new Set(t.flat(1/0).reverse());for(let r of s)e.unshift(We(r))}else t!==void 0&&e.push(We(t));return e}static _$Eu(t,e){let s=e.attribute;return s===!1?void 0:typeof s=="string"?s:typeof t=="string"?t.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(t=>this.enableUpdating=t),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(t=>t(this))}addController(t){(this._$EO??=new Set).add(t),this.renderRoot!==void 0&&this.isConnected&&t.hostConnected?.()}removeController(t){this._$EO?.delete(t)}_$E_(){let t=new Map,e=this.constructor.elementProperties;for(let s of e.keys())this.hasOwnProperty(s)&&(t.set(s,this[s]),delete this[s]);t.size>0&&(this._$Ep=t)}createRenderRoot(){let t=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return ls(t,this.constructor.elementStyles),t}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(t=>t.hostConnected?.())}enableUpdating(t){}disconnectedCallback(){this._$EO?.forEach(t=>t.hostDisconnected?.())}attributeChangedCallback(t,e,s){this._$AK(t,s)}_$ET(t,e){let s=this.constructor.elementProperties.get(t),r=this.constructor._$Eu(t,s);if(r!==void 0&&s.reflect===!0){let n=(s.converter?.toAttribute!==void 0?s.converter:de).toAttribute(e,s.type);this._$Em=t,n==null?this.removeAttribute(r):this.setAttribute(r,n),this._$Em=null}}_$AK(t,e){let s=this.constructor,r=s._$Eh.get(t);if(r!==void 0&&this._$Em!==r){let n=s.getPropertyOptions(r),i=typeof n.converter=="function"?{fromAttribute:n.converter}:n.converter?.fromAttribute!==void 0?n.converter:de;this._$Em=r;let o=i.fromAttribute(e,n.type);this[r]=o??this._$Ej?.get(r)??o,this._$Em=null}}requestUpdate(t,e,s,r=!1,n){if(t!==void 0){let i=this.constructor;if(r===!1&&(n=this[t]),s??=i.getPropertyOptions(t),!((s.hasChanged??tt)(n,e)||s.useDefault&&s.reflect&&n===this._$Ej?.get(t)&&!this.hasAttribute(i._$Eu(t,s))))return;this.C(t,e,s)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(t,e,{useDefault:s,reflect:r,wrapped:n},i){s&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,i??e??this[t]),n!==!0||i!==void 0)||(this._$AL.has(t)||(this.hasUpdated||s||(e=void 0),this._$AL.set(t,e)),r===!0&&this._$Em!==t&&(this._$Eq??=new Set).add(t))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let t=this.scheduleUpdate();return t!=null&&await t,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[r,n]of this._$Ep)this[r]=n;this._$Ep=void 0}let s=this.constructor.elementProperties;if(s.size>0)for(let[r,n]of s){let{wrapped:i}=n,o=this[r];i!==!0||this._$AL.has(r)||o===void 0||this.C(r,void 0,n,o)}}let t=!1,e=this._$AL;try{t=this.shouldUpdate(e),t?(this.willUpdate(e),this._$EO?.forEach(s=>s.hostUpdate?.()),this.update(e)):this._$EM()}catch(s){throw t=!1,this._$EM(),s}t&&this._$AE(e)}willUpdate(t){}_$AE(t){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(t)),this.updated(t)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(t){return!0}update(t){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(t){}firstUpdated(t){}};N.elementStyles=[],N.shadowRootOptions={mode:"open"},N[q("elementProperties")]=new Map,N[q("finalized")]=new Map,gs?.({ReactiveElement:N}),(Y.reactiveElementVersions??=[]).push("2.1.2");var pe=globalThis,Fe=t=>t,K=pe.trustedTypes,je=K?K.createPolicy("lit-html",{createHTML:t=>t}):void 0,me="$lit$",E=`lit$${Math.random().toFixed(9).slice(2)}$`,fe="?"+E,ws=`<${fe}>`,I=document,H=()=>I.createComment(""),W=t=>t===null||typeof t!="object"&&typeof t!="function",ge=Array.isArray,st=t=>ge(t)||typeof t?.[Symbol.iterator]=="function",ae=`[ 	
\f\r]`,M=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Ve=/-->/g,Ge=/>/g,S=RegExp(`>|${ae}(?:([^\\s"'>=/]+)(${ae}*=${ae}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Ke=/'/g,Ye=/"/g,rt=/^(?:script|style|textarea|title)$/i,we=t=>(e,...s)=>({_$litType$:t,strings:e,values:s}),l=we(1),nt=we(2),zr=we(3),k=Symbol.for("lit-noChange"),c=Symbol.for("lit-nothing"),Ze=new WeakMap,C=I.createTreeWalker(I,129);function it(t,e){if(!ge(t)||!t.hasOwnProperty("raw"))throw Error("invalid template strings array");return je!==void 0?je.createHTML(e):e}var ot=(t,e)=>{let s=t.length-1,r=[],n,i=e===2?"<svg>":e===3?"<math>":"",o=M;for(let a=0;a<s;a++){let d=t[a],m,u,h=-1,f=0;for(;f<d.length&&(o.lastIndex=f,u=o.exec(d),u!==null);)f=o.lastIndex,o===M?u[1]==="!--"?o=Ve:u[1]!==void 0?o=Ge:u[2]!==void 0?(rt.test(u[2])&&(n=RegExp("</"+u[2],"g")),o=S):u[3]!==void 0&&(o=S):o===S?u[0]===">"?(o=n??M,h=-1):u[1]===void 0?h=-2:(h=o.lastIndex-u[2].length,m=u[1],o=u[3]===void 0?S:u[3]==='"'?Ye:Ke):o===Ye||o===Ke?o=S:o===Ve||o===Ge?o=M:(o=S,n=void 0);let p=o===S&&t[a+1].startsWith("/>")?" ":"";i+=o===M?d+ws:h>=0?(r.push(m),d.slice(0,h)+me+d.slice(h)+E+p):d+E+(h===-2?a:p)}return[it(t,i+(t[s]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),r]},ce=class at{constructor({strings:e,_$litType$:s},r){let n;this.parts=[];let i=0,o=0,a=e.length-1,d=this.parts,[m,u]=ot(e,s);if(this.el=at.createElement(m,r),C.currentNode=this.el.content,s===2||s===3){let h=this.el.content.firstChild;h.replaceWith(...h.childNodes)}for(;(n=C.nextNode())!==null&&d.length<a;){if(n.nodeType===1){if(n.hasAttributes())for(let h of n.getAttributeNames())if(h.endsWith(me)){let f=u[o++],p=n.getAttribute(h).split(E),w=/([.?@])?(.*)/.exec(f);d.push({type:1,index:i,name:w[2],strings:p,ctor:w[1]==="."?ct:w[1]==="?"?ht:w[1]==="@"?ut:B}),n.removeAttribute(h)}else h.startsWith(E)&&(d.push({type:6,index:i}),n.removeAttribute(h));if(rt.test(n.tagName)){let h=n.textContent.split(E),f=h.length-1;if(f>0){n.textContent=K?K.emptyScript:"";for(let p=0;p<f;p++)n.append(h[p],H()),C.nextNode(),d.push({type:2,index:++i});n.append(h[f],H())}}}else if(n.nodeType===8)if(n.data===fe)d.push({type:2,index:i});else{let h=-1;for(;(h=n.data.indexOf(E,h+1))!==-1;)d.push({type:7,index:i}),h+=E.length-1}i++}}static createElement(e,s){let r=I.createElement("template");return r.innerHTML=e,r}};function T(t,e,s=t,r){if(e===k)return e;let n=r!==void 0?s._$Co?.[r]:s._$Cl,i=W(e)?void 0:e._$litDirective$;return n?.constructor!==i&&(n?._$AO?.(!1),i===void 0?n=void 0:(n=new i(t),n._$AT(t,s,r)),r!==void 0?(s._$Co??=[])[r]=n:s._$Cl=n),n!==void 0&&(e=T(t,n._$AS(t,e.values),n,r)),e}var lt=class{constructor(t,e){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(t){let{el:{content:e},parts:s}=this._$AD,r=(t?.creationScope??I).importNode(e,!0);C.currentNode=r;let n=C.nextNode(),i=0,o=0,a=s[0];for(;a!==void 0;){if(i===a.index){let d;a.type===2?d=new Z(n,n.nextSibling,this,t):a.type===1?d=new a.ctor(n,a.name,a.strings,this,t):a.type===6&&(d=new pt(n,this,t)),this._$AV.push(d),a=s[++o]}i!==a?.index&&(n=C.nextNode(),i++)}return C.currentNode=I,r}p(t){let e=0;for(let s of this._$AV)s!==void 0&&(s.strings!==void 0?(s._$AI(t,s,e),e+=s.strings.length-2):s._$AI(t[e])),e++}},Z=class dt{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,s,r,n){this.type=2,this._$AH=c,this._$AN=void 0,this._$AA=e,this._$AB=s,this._$AM=r,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,s=this._$AM;return s!==void 0&&e?.nodeType===11&&(e=s.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,s=this){e=T(this,e,s),W(e)?e===c||e==null||e===""?(this._$AH!==c&&this._$AR(),this._$AH=c):e!==this._$AH&&e!==k&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):st(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==c&&W(this._$AH)?this._$AA.nextSibling.data=e:this.T(I.createTextNode(e)),this._$AH=e}$(e){let{values:s,_$litType$:r}=e,n=typeof r=="number"?this._$AC(e):(r.el===void 0&&(r.el=ce.createElement(it(r.h,r.h[0]),this.options)),r);if(this._$AH?._$AD===n)this._$AH.p(s);else{let i=new lt(n,this),o=i.u(this.options);i.p(s),this.T(o),this._$AH=i}}_$AC(e){let s=Ze.get(e.strings);return s===void 0&&Ze.set(e.strings,s=new ce(e)),s}k(e){ge(this._$AH)||(this._$AH=[],this._$AR());let s=this._$AH,r,n=0;for(let i of e)n===s.length?s.push(r=new dt(this.O(H()),this.O(H()),this,this.options)):r=s[n],r._$AI(i),n++;n<s.length&&(this._$AR(r&&r._$AB.nextSibling,n),s.length=n)}_$AR(e=this._$AA.nextSibling,s){for(this._$AP?.(!1,!0,s);e!==this._$AB;){let r=Fe(e).nextSibling;Fe(e).remove(),e=r}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},B=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(t,e,s,r,n){this.type=1,this._$AH=c,this._$AN=void 0,this.element=t,this.name=e,this._$AM=r,this.options=n,s.length>2||s[0]!==""||s[1]!==""?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=c}_$AI(t,e=this,s,r){let n=this.strings,i=!1;if(n===void 0)t=T(this,t,e,0),i=!W(t)||t!==this._$AH&&t!==k,i&&(this._$AH=t);else{let o=t,a,d;for(t=n[0],a=0;a<n.length-1;a++)d=T(this,o[s+a],e,a),d===k&&(d=this._$AH[a]),i||=!W(d)||d!==this._$AH[a],d===c?t=c:t!==c&&(t+=(d??"")+n[a+1]),this._$AH[a]=d}i&&!r&&this.j(t)}j(t){t===c?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,t??"")}},ct=class extends B{constructor(){super(...arguments),this.type=3}j(t){this.element[this.name]=t===c?void 0:t}},ht=class extends B{constructor(){super(...arguments),this.type=4}j(t){this.element.toggleAttribute(this.name,!!t&&t!==c)}},ut=class extends B{constructor(t,e,s,r,n){super(t,e,s,r,n),this.type=5}_$AI(t,e=this){if((t=T(this,t,e,0)??c)===k)return;let s=this._$AH,r=t===c&&s!==c||t.capture!==s.capture||t.once!==s.once||t.passive!==s.passive,n=t!==c&&(s===c||r);r&&this.element.removeEventListener(this.name,this,s),n&&this.element.addEventListener(this.name,this,t),this._$AH=t}handleEvent(t){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)}},pt=class{constructor(t,e,s){this.element=t,this.type=6,this._$AN=void 0,this._$AM=e,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(t){T(this,t)}},bs={M:me,P:E,A:fe,C:1,L:ot,R:lt,D:st,V:T,I:Z,H:B,N:ht,U:ut,B:ct,F:pt},vs=pe.litHtmlPolyfillSupport;vs?.(ce,Z),(pe.litHtmlVersions??=[]).push("3.3.3");var $s=(t,e,s)=>{let r=s?.renderBefore??e,n=r._$litPart$;if(n===void 0){let i=s?.renderBefore??null;r._$litPart$=n=new Z(e.insertBefore(H(),i),i,void 0,s??{})}return n._$AI(t),n},be=globalThis,v=class extends N{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let t=super.createRenderRoot();return this.renderOptions.renderBefore??=t.firstChild,t}update(t){let e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(t),this._$Do=$s(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return k}};v._$litElement$=!0,v.finalized=!0,be.litElementHydrateSupport?.({LitElement:v});var ys=be.litElementPolyfillSupport;ys?.({LitElement:v});(be.litElementVersions??=[]).push("4.2.2");var mt={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},ft=t=>(...e)=>({_$litDirective$:t,values:e}),gt=class{constructor(t){}get _$AU(){return this._$AM._$AU}_$AT(t,e,s){this._$Ct=t,this._$AM=e,this._$Ci=s}_$AS(t,e){return this.update(t,e)}update(t,e){return this.render(...e)}},Fr=ft(class extends gt{constructor(t){if(super(t),t.type!==mt.ATTRIBUTE||t.name!=="class"||t.strings?.length>2)throw Error("`classMap()` can only be used in the `class` attribute and must be the only part in the attribute.")}render(t){return" "+Object.keys(t).filter(e=>t[e]).join(" ")+" "}update(t,[e]){if(this.st===void 0){this.st=new Set,t.strings!==void 0&&(this.nt=new Set(t.strings.join(" ").split(/\s/).filter(r=>r!=="")));for(let r in e)e[r]&&!this.nt?.has(r)&&this.st.add(r);return this.render(e)}let s=t.element.classList;for(let r of this.st)r in e||(s.remove(r),this.st.delete(r));for(let r in e){let n=!!e[r];n===this.st.has(r)||this.nt?.has(r)||(n?(s.add(r),this.st.add(r)):(s.remove(r),this.st.delete(r)))}return k}}),{I:As}=bs,Je=t=>t,Qe=()=>document.createComment(""),U=(t,e,s)=>{let r=t._$AA.parentNode,n=e===void 0?t._$AB:e._$AA;if(s===void 0){let i=r.insertBefore(Qe(),n),o=r.insertBefore(Qe(),n);s=new As(i,o,t,t.options)}else{let i=s._$AB.nextSibling,o=s._$AM,a=o!==t;if(a){let d;s._$AQ?.(t),s._$AM=t,s._$AP!==void 0&&(d=t._$AU)!==o._$AU&&s._$AP(d)}if(i!==n||a){let d=s._$AA;for(;d!==i;){let m=Je(d).nextSibling;Je(r).insertBefore(d,n),d=m}}}return s},_=(t,e,s=t)=>(t._$AI(e,s),t),xs={},Es=(t,e=xs)=>t._$AH=e,ks=t=>t._$AH,le=t=>{t._$AR(),t._$AA.remove()},Xe=(t,e,s)=>{let r=new Map;for(let n=e;n<=s;n++)r.set(t[n],n);return r},wt=ft(class extends gt{constructor(t){if(super(t),t.type!==mt.CHILD)throw Error("repeat() can only be used in text expressions")}dt(t,e,s){let r;s===void 0?s=e:e!==void 0&&(r=e);let n=[],i=[],o=0;for(let a of t)n[o]=r?r(a,o):o,i[o]=s(a,o),o++;return{values:i,keys:n}}render(t,e,s){return this.dt(t,e,s).values}update(t,[e,s,r]){let n=ks(t),{values:i,keys:o}=this.dt(e,s,r);if(!Array.isArray(n))return this.ut=o,i;let a=this.ut??=[],d=[],m,u,h=0,f=n.length-1,p=0,w=i.length-1;for(;h<=f&&p<=w;)if(n[h]===null)h++;else if(n[f]===null)f--;else if(a[h]===o[p])d[p]=_(n[h],i[p]),h++,p++;else if(a[f]===o[w])d[w]=_(n[f],i[w]),f--,w--;else if(a[h]===o[w])d[w]=_(n[h],i[w]),U(t,d[w+1],n[h]),h++,w--;else if(a[f]===o[p])d[p]=_(n[f],i[p]),U(t,n[h],n[f]),f--,p++;else if(m===void 0&&(m=Xe(o,p,w),u=Xe(a,h,f)),m.has(a[h]))if(m.has(a[f])){let x=u.get(o[p]),oe=x!==void 0?n[x]:null;if(oe===null){let qe=U(t,n[h]);_(qe,i[p]),d[p]=qe}else d[p]=_(oe,i[p]),U(t,n[h],oe),n[x]=null;p++}else le(n[f]),f--;else le(n[h]),h++;for(;p<=w;){let x=U(t,d[w+1]);_(x,i[p]),d[p++]=x}for(;h<=f;){let x=n[h++];x!==null&&le(x)}return this.ut=o,Es(t,d),k}});var $e="en-IN",bt="Asia/Kolkata";var Ss={JPY:0,KRW:0,VND:0,CLP:0,ISK:0,BHD:3,IQD:3,JOD:3,KWD:3,OMR:3,TND:3},_s=["Jan","Feb","Mar","Apr","May","Jun","Jul","Aug","Sep","Oct","Nov","Dec"],Cs=new Intl.DateTimeFormat($e,{timeZone:bt,day:"numeric",month:"numeric",year:"numeric",numberingSystem:"latn"}),Is=new Intl.DateTimeFormat($e,{timeZone:bt,hour:"numeric",minute:"2-digit",hour12:!0}),ve=new Map;function $({amountMinor:t,currency:e}){let s=Ss[e]??2;if(!ve.has(e)){let r={style:"currency",currency:e,minimumFractionDigits:s,maximumFractionDigits:s};ve.set(e,new Intl.NumberFormat($e,r))}return ve.get(e).format(Ts(t,s))}function Ts(t,e){let s=t<0?"-":"",r=String(Math.abs(t)).padStart(e+1,"0"),n=r.slice(0,r.length-e);return e?`${s}${n}.${r.slice(-e)}`:`${s}${n}`}function O(t){let e=Object.fromEntries(Cs.formatToParts(new Date(t)).map(({type:s,value:r})=>[s,r]));return`${e.day} ${_s[e.month-1]} ${e.year}`}function L(t){return`${O(t)}, ${Is.format(new Date(t))} IST`}function J(t){let e=/([A-Za-z0-9]{4})$/.exec(t??"");return e?`•••• ${e[1].toUpperCase()}`:null}var Os=new Set(["RETURNED","CANCELLED"]),R=t=>[t.businessReferenceId,t.promotionId,t.benefitId].join(`
`);function Q({cashback:t,installments:e,items:s,facts:r}){let n=(o,a)=>o.filter(d=>R(d)===R(a)),i=new Map;for(let o of t){let a=i.get(o.businessReferenceId)??[];a.push(Rs(o,n(e,o),n(s,o),r)),i.set(o.businessReferenceId,a)}return[...i].map(([o,a])=>({order:o,positions:a}))}function Rs(t,e,s,r){let n=o=>r.get(t.factIds?.[o])??null,i=o=>n(o)?.kind==="money"?n(o).value:null;return{...Ns(t),amountsComplete:t.amountsComplete,amounts:{promised:t.promised,granted:t.granted,remaining:t.remaining,pending:t.pending,reversed:t.reversed,cancelled:i("cancelled"),expired:i("expired"),overIssued:i("overIssued")??Ds(t.promised,t.granted)},facts:{promised:n("promised"),granted:n("granted"),remaining:n("remaining")},dates:Ls(t,{isCreationExact:t.isCreationRecorded}),installments:e.map(o=>({...o,reversedAmount:o.reversed})),items:s.filter(o=>o.status!=="ISSUED").map(o=>({...o,issued:null})),historyNote:""}}function Ns({promotionId:t,promotionName:e,benefitId:s,benefitType:r,issuanceStatus:n,reversalStatus:i,reasons:o}){return{promotionId:t,promotionName:e,benefitId:s,benefitType:r,issuanceStatus:n,reversalStatus:i,reasons:o}}function Ls({createdAt:t,revealedAt:e,expiresAt:s},{isCreationExact:r}){return{createdAt:t,revealedAt:e,expiresAt:s,isCreationExact:r}}function Ds(t,e){return!t||!e||e.amountMinor<=t.amountMinor?null:{amountMinor:e.amountMinor-t.amountMinor,currency:t.currency}}var ye=t=>t.status!=="ISSUED"&&!Os.has(t.status),Ae=(t,e)=>t!==null&&e!==null&&t.amountMinor>0&&t.amountMinor<e.amountMinor;function vt({promised:t,granted:e,remaining:s,pending:r}){let[n,i]=[t?.amountMinor??null,e?.amountMinor??null];if(n===null||i===null)return[{kind:"unknown",share:1}];let o=Math.max(n,i);if(o===0)return[{kind:"closed",share:1}];let a=Math.min(i,n),d=[{kind:"granted",amount:a},{kind:"overIssued",amount:i-a}],m=o-i;if(s===null)d.push({kind:"unknown",amount:m});else{let u=Math.min(s.amountMinor,m),h=Ae(r,s)?Math.min(r.amountMinor,u):0;d.push({kind:"pending",amount:h},{kind:"remaining",amount:u-h}),d.push({kind:"closed",amount:m-u})}return d.filter(({amount:u})=>u>0).map(({kind:u,amount:h})=>({kind:u,share:h/o}))}var b=class extends Error{constructor({status:e=0,code:s,requestId:r="",isRetryable:n=!0}){super(s),this.name="ServiceProblem",this.status=e,this.code=s,this.requestId=r,this.isRetryable=n}};var Ps=/\r\n|\n|\r/g,xe=class{#e="";#t=[];#s="";#i="";#r=!1;feed(e){this.#e+=this.#r?e:e.replace(/^\uFEFF/,""),this.#r||=e.length>0;let s=[];for(let r of this.#a()){let n=r===""?this.#n():this.#o(r);n&&s.push(n)}return s}#a(){let e=[],s=0;for(let r of this.#e.matchAll(Ps)){let n=r.index+r[0].length;if(r[0]==="\r"&&n===this.#e.length)break;e.push(this.#e.slice(s,r.index)),s=n}return this.#e=this.#e.slice(s),e}#o(e){let s=e.indexOf(":");if(s===0)return null;let r=s<0?e:e.slice(0,s),n=s<0?"":e.slice(s+1).replace(/^ /,"");return r==="data"?this.#t.push(n):r==="event"?this.#s=n:r==="id"&&!n.includes("\0")&&(this.#i=n),null}#n(){let e=this.#t.length?{event:this.#s||"message",id:this.#i,data:this.#t.join(`
`)}:null;return this.#t=[],this.#s="",e}};async function*$t(t){let e=new xe,s=new TextDecoder,r=t.getReader();try{for(let n=await r.read();!n.done;n=await r.read())yield*e.feed(s.decode(n.value,{stream:!0}))}finally{r.cancel().catch(()=>{})}}var Ms=1e4,Us=/^[A-Za-z0-9\-._~+/]+=*$/,qs=new Set(["signInRequired","signInTimedOut","signInFailed"]);async function Ee(t,e,{signal:s,timeoutMs:r=Ms}={}){s?.throwIfAborted();let n,i,o=new Promise((a,d)=>{n=setTimeout(()=>d(new b({code:"signInTimedOut"})),r),i=()=>d(s.reason),s?.addEventListener("abort",i)});try{return Ws(await Promise.race([Hs(t,e),o]))}finally{clearTimeout(n),s?.removeEventListener("abort",i)}}function ke({code:t,status:e}){return qs.has(t)||e===401}async function Hs(t,e){try{return typeof t=="function"?await t(e):null}catch(s){throw s instanceof b?s:new b({code:"signInFailed"})}}function Ws(t){let e=typeof t=="string"?t.trim():"";if(!Us.test(e)||["undefined","null"].includes(e))throw new b({code:"signInRequired"});return e}async function At(t,e,s){let{signal:r}=e,n=await yt(t,e,await Ee(s,{isExpired:!1},{signal:r}));if(n.status===401&&(n=await yt(t,e,await Ee(s,{isExpired:!0},{signal:r}))),n.ok)return n;throw await Bs(n)}async function*xt({endpoint:t,message:e,conversationId:s,caseId:r,signal:n},i){let o={method:"POST",headers:{"Content-Type":"application/json",Accept:"text/event-stream"},body:JSON.stringify({message:e,...s&&{conversationId:s},...r&&{caseId:r}}),signal:n},a=await At(`${t}/v1/chat`,o,i),d=a.headers.get("X-Request-Id")??"";try{for await(let m of $t(a.body)){let u=JSON.parse(m.data);if(u.type==="run.failed")throw new b({code:u.code,requestId:d,isRetryable:u.retryable});if(yield u,u.type==="answer.completed")return}}catch(m){throw m instanceof b||m.name==="AbortError"?m:new b({code:"streamCut",requestId:d})}throw new b({code:"streamCut",requestId:d})}async function Et({endpoint:t,conversationId:e,factId:s,signal:r},n){let i={method:"POST",headers:{"Content-Type":"application/json"},body:JSON.stringify({conversationId:e,factId:s}),signal:r};return(await(await At(`${t}/v1/reveal`,i,n)).json()).giftCard}async function yt(t,e,s){try{return await fetch(t,{...e,headers:{...e.headers,Authorization:`Bearer ${s}`}})}catch(r){throw r.name==="AbortError"?r:new b({code:"unreachable"})}}async function Bs(t){let{status:e}=t,s=t.headers.get("X-Request-Id")??"",r=e===409||e===429||e>=500;try{let n=await t.json();return new b({status:e,isRetryable:n.retryable??r,code:n.code??`http${e}`,requestId:n.requestId??s})}catch{return new b({status:e,isRetryable:r,code:`http${e}`,requestId:s})}}var zs={unreachable:"The service cannot be reached. Check the connection, then try again.",streamCut:"The connection was lost before the answer was complete. It was not saved.",signInRequired:"You are not signed in.",signInTimedOut:"Signing in took too long.",signInFailed:"Signing in failed.",invalidIdentifier:"This is not a valid number. Check it for typing mistakes.",modelUnavailable:"The language model cannot be reached right now.",stepLimit:"This question needs too many lookups. Ask about one order at a time.",conversationNotFound:"This conversation cannot be continued. Trying again starts a new one.",policyUnavailable:"A safety check could not be made, so nothing was looked up.",redactionFailed:"A safety check could not be made, so the answer was held back.",guardFault:"A safety check failed, so the answer was held back."},Fs={400:"The service could not use this input.",401:"Your session has ended. Sign in again.",403:"Your role does not allow this.",404:"Nothing was found.",409:"The last question of this conversation is still being answered. Wait a moment, then try again.",413:"This is too long. Shorten it, then try again.",422:"The service could not use this input.",429:"Too many questions in a short time. Wait a moment, then try again.",503:"The service is not available right now. Try again in a moment."};function D({code:t,status:e}){return zs[t]??Fs[e]??"Something went wrong on our side. Nothing was changed."}var js={PENDING:"Not issued yet",RESERVED:"Reserved",PARTIALLY_ISSUED:"Partly issued",ISSUED:"Issued",FAILED:"Failed",CANCELLED:"Cancelled",EXPIRED:"Expired",UNKNOWN:"Not known",PARTIALLY_REVERSED:"Partly reversed",REVERSED:"Reversed",RECORDED:"Recorded only",SHIPPED:"Shipped",RETURNED:"Returned"},Vs={PARTIAL:"Partly reversed",FULL:"Fully reversed"},Gs={AWAITING_SHIPMENT:"Waiting for shipment",ISSUANCE_PENDING:"Not issued yet",ISSUANCE_FAILED:"The issuance failed",SCRATCH_CARD_UNREVEALED:"Scratch card not revealed yet",ITEM_RETURNED:"Item returned",CANCELLED:"Cancelled",EXPIRED:"Expired",CAP_REACHED:"Promotion limit reached",REVERSED:"Reversed",OVER_ISSUED:"More was issued than promised",DUPLICATE_ISSUANCE:"May have been issued twice",ROUNDING:"A rounding difference; nothing more is due",SOURCE_CONFLICT:"The records disagree",SOURCE_UNAVAILABLE:"A source did not answer",MALFORMED_ROW:"A record cannot be read",COMPLETE:"Complete"},Ks={INSTANT_CASHBACK:"Instant cashback",SCRATCH_CARD:"Scratch card",GIFT_CARD:"Gift card",POINTS:"Points"},kt={ped:"promotion record (PED)",lineItems:"line item tracker",concessions:"Concessions database",ledger:"derived from all records",records:"record needed for part of this"},Ys={ped:"what was promised is not known",lineItems:"the status of the individual items is not known",concessions:"what was granted and what remains is not known"},Zs={ok:"answered",empty:"answered, no records",timeout:"did not answer in time",error:"could not be read",circuitOpen:"failed repeatedly and is skipped for now",stale:"answered with older data",notRequested:"was not needed"},Js={promised:"Promised",granted:"Granted",remaining:"Remaining",issued:"Issued, before reversals",reversed:"Reversed",pending:"Reserved, not issued yet",cancelled:"Cancelled",expired:"Expired",closed:"No longer due",overIssued:"Issued in excess",difference:"Difference",installment:"Installment",attempted:"Attempted, not issued",recorded:"Recorded, without an event",itemPromised:"Promised for the item",itemIssued:"Issued for the item",trackedPromised:"Promised by the line item tracker",trackedIssued:"Issued by the line item tracker",claimed:"Claimed in the question",issuedOn:"Issued on",attemptedOn:"Attempted on",recordedOn:"Recorded on",reversedOn:"Reversed on",closedOn:"No longer due since",createdOn:"Created on",revealedOn:"Revealed on",expiresOn:"Expires on",windowFrom:"Searched from",windowTo:"Searched to (inclusive)",askedFrom:"Asked about, from",askedTo:"Asked about, to",giftCard:"Gift card",order:"Order",installmentCount:"Number of installments",openItemCount:"Number of open items",cardCount:"Number of gift cards",orderCount:"Number of orders",benefitCount:"Number of benefits",installmentsLeftOut:"Installments not listed",daysLeft:"Days left",status:"Status",reversalStatus:"Reversal status",reason:"Reason",conflict:"Conflict",itemTitle:"Item",promotionName:"Promotion"},Qs={eligibleDiffers:"The sources disagree on what was promised",issuedDiffers:"The sources disagree on what was issued",pedRowMissing:"The promotion record (PED) does not hold this promise",itemClosedWithoutEvent:"An item is closed in the line item tracker, without an event",issuedWithoutEvents:"An issuance is recorded, without any event",issuedEventMissing:"The event of a recorded issuance is missing",statusWithoutEvents:"The promotion record (PED) has a final status, and there are no events",statusEventMissing:"The promotion record (PED) has a final status that the events do not show",ownerDiffers:"A record names another customer",eventTypeUnknown:"An event has an unknown type",eventContentDiffers:"Two different events have the same id",reversalWithoutIssuance:"A reversal of an unknown issuance",reversalAboveIssuance:"A reversal exceeds what was left of its issuance",equalIssuances:"Two issuances are equal",currencyDiffers:"Amounts in two currencies",eventInFuture:"An event is dated in the future",reversalBeforeIssuance:"A reversal is dated before its issuance",remainingBelowZero:"More was deducted than was promised",remainingDiffers:"The remaining amount differs from what the open items are due",itemOverIssued:"An item received more than it was due",itemClosedTwice:"More was issued and closed for an item than it was due"},Xs={get_promotion_execution_details:{now:"Looking up the order",done:"Looked up the order"},get_issuance_history:{now:"Looking up the issuances",done:"Looked up the issuances"},get_remaining_cashback:{now:"Looking up what remains",done:"Looked up what remains"}},er={now:"Searching the customer's orders",done:"Searched the customer's orders"},tr={ok:"",empty:"found nothing",notFound:"found nothing",unavailable:"no answer",invalidArguments:"needs another detail"},sr={partial:"Part of this could not be looked up",refused:"Not something this assistant does",unavailable:"Could not be looked up right now",needsInput:"One more detail is needed"},rr={support_agent:"Support agent",support_lead:"Support lead",customer:"Customer"};function Se(t){return St(String(t).replace(/([a-z])([A-Z])/g,"$1 $2").replace(/[_-]+/g," ").trim().toLowerCase())}function St(t){return t.charAt(0).toUpperCase()+t.slice(1)}var A=t=>e=>Object.hasOwn(t,e)?t[e]:Se(e),z=A(js),_t=t=>t==="NONE"||t==="UNKNOWN"?"":A(Vs)(t),X=A(Gs),fn=A(Qs),Ct=A(Ks),It=t=>St(A(kt)(t)),nr=A(Zs),Tt=A(Js),gn=A(rr),Ot=A(tr),Rt=t=>t==="answered"?"":A(sr)(t);function ee(t,e,{isDone:s}){let r=Object.keys(e).some(o=>/^business_?reference_?id$/i.test(o)),i=t==="get_promotion_execution_details"&&!r?er:Xs[t]??{now:Se(t),done:Se(t)};return s?i.done:`${i.now}…`}var ir=new Set(["ok","empty","stale","notRequested"]);function te(t){return t.filter(({status:e})=>!ir.has(e)).map(({source:e,status:s})=>{let r=Ys[e];return`The ${kt[e]??e} ${nr(s)}${r?`, so ${r}`:""}.`})}function Nt(t){return t.some(({status:e,code:s})=>e==="stale"&&s!=="revalidating")}function Lt(t,e){if(e.state!==t.state)return or(e);if(e.steps.length>t.steps.length){let s=e.steps.at(-1);return ee(s.name,s.arguments,{isDone:!1})}return e.cashback!==t.cashback?ar(e):null}function or({state:t,text:e,problem:s}){return t==="completed"?`Answer: ${e}`:t==="failed"?D(s):"Stopped."}function ar(t){let e=n=>n?$(n):"not known",r=Q(t).flatMap(({positions:n})=>n).map(({promotionName:n,promotionId:i,amounts:{promised:o,granted:a,remaining:d}})=>`${n??i}: promised ${e(o)}, granted ${e(a)}, remaining ${e(d)}.`);return[...te(t.sources),...r].join(" ")||null}function Ce(t,e){return{key:t,question:e,state:"streaming",steps:[],facts:new Map,cashback:[],installments:[],items:[],sources:[],text:"",answer:null,problem:null}}function Pt(t,e){let s=lr[e.type];return s?{...t,...s(t,e)}:t}var lr={"tool.started":({steps:t},{name:e,arguments:s})=>({steps:[...t,{name:e,arguments:s??{},status:null,latencyMs:null}]}),"tool.finished":({steps:t},e)=>({steps:dr(t,e)}),facts:(t,e)=>({facts:Dt(t.facts,e.facts),cashback:_e(t.cashback,e.cashback),installments:_e(t.installments,e.installments),items:_e(t.items,e.items),sources:hr(t.sources,e.sources)}),"answer.delta":({text:t},e)=>({text:t+e.text}),"answer.completed":(t,{answer:e})=>({state:"completed",answer:e,text:e.text,facts:Dt(t.facts,e.facts),cashback:e.cashback,installments:e.installments,items:e.items,sources:e.sources})};function dr(t,{name:e,status:s,latencyMs:r}){let n=t.findIndex(i=>i.name===e&&i.status===null);return t.map((i,o)=>o===n?{...i,status:s,latencyMs:r}:i)}function Dt(t,e){return new Map([...t,...e.map(s=>[s.factId,s])])}function _e(t,e){if(!e.length)return t;let s=new Set(e.map(R)),r=new Set;return[...t.flatMap(i=>{let o=R(i);return s.has(o)?r.has(o)?[]:(r.add(o),e.filter(a=>R(a)===o)):[i]}),...e.filter(i=>!r.has(R(i)))]}var cr={notRequested:-1,ok:0,empty:0,stale:1};function hr(t,e){if(!e.length)return t;let s=({status:n})=>cr[n]??2,r=new Map(t.map(n=>[n.source,n]));for(let n of e){let i=r.get(n.source);(!i||s(n)>=s(i))&&r.set(n.source,n)}return[...r.values()]}var se=class{turns=[];announcement="";signInCode=null;#e;#t=void 0;#s=null;#i=1;constructor(e){this.#e=e,e.addController(this)}hostDisconnected(){this.stop()}get id(){return this.#t}get isStreaming(){return this.#s!==null}async ask(e){let s=e.trim();!s||this.isStreaming||(this.#n({announcement:"Question sent."}),await this.#r(Ce(this.#i++,s),this.turns))}async retry(e){this.isStreaming||(e.problem?.code==="conversationNotFound"&&this.#o(void 0),await this.#r(Ce(this.#i++,e.question),this.turns.filter(({key:s})=>s!==e.key)))}async signedIn(){this.#n({signInCode:null});let e=this.turns.at(-1);e?.problem&&ke(e.problem)&&await this.retry(e)}stop(){this.#s?.abort()}open(e){this.stop(),this.#s=null,this.#n({turns:[],announcement:"",signInCode:null}),this.#o(e)}async#r(e,s){let r=new AbortController;this.#s=r,this.#n({turns:[...s,e]});let n=e,i=u=>{if(this.#s!==r)return;let h=u.state!=="streaming";h&&(this.#s=null);let f=this.turns.map(p=>p.key===e.key?u:p);this.#n({turns:f,announcement:Lt(n,u)??this.announcement}),n=u,h&&this.#a(u)},{endpoint:o,context:{caseId:a},requestToken:d}=this.#e,m={endpoint:o,message:e.question,conversationId:this.#t,caseId:a,signal:r.signal};try{for await(let u of xt(m,d))i(Pt(n,u))}catch(u){i(ur(u,n))}}#a({answer:e,problem:s}){if(this.#n({signInCode:s&&ke(s)?s.code:null}),s){let{code:r,status:n,requestId:i}=s;this.#e.notify("error",{code:r,status:n,requestId:i})}else if(e){let{conversationId:r,kept:n,turn:i,outcome:o,statements:a}=e;(n!==!1||i>1)&&this.#o(r),this.#e.notify("answer",{conversationId:r,turn:i,outcome:o}),a?.some(({kind:d})=>d==="handoff")&&this.#e.notify("escalate",{conversationId:r})}}#o(e){e!==this.#t&&(this.#t=e,this.#e.notify("conversation-changed",{conversationId:e??null}))}#n(e){Object.assign(this,e),this.#e.requestUpdate()}};function ur(t,e){return t.name==="AbortError"?{...e,state:"stopped"}:t instanceof b?{...e,state:"failed",problem:t}:(reportError(t),{...e,state:"failed",problem:new b({code:"pageError"})})}var Mt={"sidebar.heading":"Cashback assistant","sidebar.newConversation":"New conversation","sidebar.send":"Send","sidebar.stop":"Stop","signIn.required":"Sign in to ask questions.","signIn.timedOut":"Signing in is taking too long.","signIn.failed":"Signing in failed.","signIn.ended":"Your session has ended.","signIn.button":"Sign in"};var Ut={"sidebar.heading":"कैशबैक सहायक","sidebar.newConversation":"नई बातचीत","sidebar.send":"भेजें","sidebar.stop":"रोकें","signIn.required":"सवाल पूछने के लिए साइन इन करें।","signIn.timedOut":"साइन इन में बहुत समय लग रहा है।","signIn.failed":"साइन इन नहीं हो पाया।","signIn.ended":"आपका सत्र समाप्त हो गया है।","signIn.button":"साइन इन करें"};var re={en:Mt,hi:Ut},Te="en",Ie=new EventTarget,F=Te,Ln=Object.keys(re);function qt(){return F}function Ht(t){let e=String(t??"").toLowerCase().split("-")[0],s=Object.hasOwn(re,e)?e:Te;s!==F&&(F=s,Ie.dispatchEvent(new Event("change")))}function j(t,e={}){let s=re[F][t]??re[Te][t];if(s===void 0)throw new RangeError(`no text "${t}"`);return(typeof s=="string"?s:pr(s,e.count)).replace(/\{(\w+)\}/g,(n,i)=>i in e?String(e[i]):n)}function pr(t,e){return t[new Intl.PluralRules(F).select(e)]??t.other}var ne=class{#e;constructor(e){this.#e=e,e.addController(this)}#t=()=>this.#e.requestUpdate();hostConnected(){Ie.addEventListener("change",this.#t)}hostDisconnected(){Ie.removeEventListener("change",this.#t)}};var mr=["wheel","touchmove","pointerdown","keydown"];var ie=class{#e;#t;#s;#i=!0;#r=new ResizeObserver(()=>this.#a());constructor(e,s,r){this.#e=e,this.#t=s,this.#s=r;for(let n of mr)e.addEventListener(n,()=>{this.#i=!1},{passive:!0});e.addEventListener("scroll",()=>this.#o(),{passive:!0}),this.#r.observe(e)}watch(e){this.#r.disconnect(),this.#r.observe(this.#e),e&&this.#r.observe(e),this.#o()}resume(){this.#i=!0}showEnd(){let e=matchMedia("(prefers-reduced-motion: reduce)").matches;this.#e.scrollTo({top:this.#e.scrollHeight,behavior:e?"auto":"smooth"})}disconnect(){this.#r.disconnect()}#a(){let e=this.#e,s=this.#t();if(this.#i&&s){let r=s.getBoundingClientRect().top-e.getBoundingClientRect().top+e.scrollTop;e.scrollTop=Math.min(e.scrollHeight-e.clientHeight,r-8)}this.#o()}#o(){let{scrollHeight:e,scrollTop:s,clientHeight:r}=this.#e;this.#s(e-s-r>8)}};var fr=g`system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'Noto Sans Devanagari',
  'Kohinoor Devanagari', 'Nirmala UI', sans-serif`,Wt=g`
  :host {
    all: initial; /* of what an element inherits from the page, only custom properties and the direction remain */
    color-scheme: light dark;
    --rw-font: ${fr};
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
`,y=g`
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
`;var Oe=6,V=8,gr=140,P=null,Re=class extends v{static properties={fact:{attribute:!1},text:{},isPinned:{state:!0}};static styles=[y,g`
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
  `];#e=0;#t=()=>this.#d();disconnectedCallback(){super.disconnectedCallback(),this.#a()}render(){return l`<span class="figure" role="button" tabindex="0" aria-describedby="note"
        ?data-wraps=${this.fact.kind==="text"}
        @click=${this.#o} @focus=${this.#r} @blur=${this.#a} @keydown=${this.#c}
        @pointerenter=${this.#r} @pointerleave=${this.#l}>${this.text}</span
      ><span id="note" role="tooltip" popover="manual" @pointerenter=${this.#n} @pointerleave=${this.#l}
        >${this.#s()}</span>`}#s(){let{label:e,display:s,sources:r,asOf:n}=this.fact;return l`<div><span class="label">${Tt(e)}:</span> <span class="value">${s}</span></div>
      ${r.length?l`<ul aria-label="Source records">${r.map(wr)}</ul>`:l`
        <div>${e==="claimed"?"Claimed in the question, not in a record.":"From the rewards records."}</div>`}
      ${n?l`<div class="as-of">As of ${L(n)}</div>`:c}`}get#i(){return this.renderRoot?.querySelector("[popover]")}#r(){clearTimeout(this.#e),P!==this&&(P?.dismiss(),P=this,this.#i.showPopover(),this.renderRoot.querySelector(".figure").toggleAttribute("data-open",!0),this.#d(),addEventListener("scroll",this.#t,{capture:!0,passive:!0}),addEventListener("resize",this.#t))}#a(){clearTimeout(this.#e),this.isPinned=!1,P===this&&(P=null,this.isConnected&&this.#i?.hidePopover(),this.renderRoot?.querySelector(".figure")?.toggleAttribute("data-open",!1),removeEventListener("scroll",this.#t,{capture:!0}),removeEventListener("resize",this.#t))}dismiss(){this.#a()}#o(){if(this.isPinned){this.#a();return}this.#r(),this.isPinned=!0}#n(){clearTimeout(this.#e)}#l(){let e=this.renderRoot.activeElement!==null;!this.isPinned&&!e&&(this.#e=setTimeout(()=>this.#a(),gr))}#c(e){(e.key==="Enter"||e.key===" ")&&(e.preventDefault(),this.#o()),!(e.key!=="Escape"||P!==this)&&(e.stopPropagation(),this.#a())}#d(){let e=this.#i,s=this.renderRoot.querySelector(".figure").getClientRects()[0];if(!e||!s)return;let{width:r,height:n}=e.getBoundingClientRect(),o=s.bottom+Oe+n<=innerHeight-V?s.bottom+Oe:Math.max(V,s.top-Oe-n),a=Math.min(Math.max(V,s.left),Math.max(V,innerWidth-V-r));Object.assign(e.style,{top:`${o}px`,left:`${a}px`})}};function wr({source:t,recordId:e}){return l`<li>${It(t)} · <span class="mono">${e}</span></li>`}customElements.define("rewards-fact",Re);var br=/^\s*(?:[-*•]|\d{1,2}[.)])\s+/u;function vr(t,e){let s=Array.from(t),r=[],n=0;for(let{start:i,end:o,factId:a}of[...e].sort((d,m)=>d.start-m.start))i<n||o<=i||o>s.length||(i>n&&r.push({text:s.slice(n,i).join("")}),r.push({text:s.slice(i,o).join(""),factId:a}),n=o);return n<s.length&&r.push({text:s.slice(n).join("")}),r}function Bt(t,e){let s=[];for(let r of $r(vr(t,e))){let n=r[0]?.text??"";if(r.every(i=>i.text.trim()===""))s.push(null);else if(br.test(n)){let i=n.replace(/^\s*[-*•]\s+/u,"");s.push({kind:"item",parts:[{...r[0],text:i},...r.slice(1)]})}else s.at(-1)?.kind==="paragraph"?s.at(-1).parts.push({text:`
`},...r):s.push({kind:"paragraph",parts:r})}return s.filter(Boolean)}function $r(t){let e=[[]];for(let s of t){if(s.factId){e.at(-1).push(s);continue}s.text.split(`
`).forEach((r,n)=>{n>0&&e.push([]),r&&e.at(-1).push({text:r})})}return e}var Ft=g`
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
`;function jt({text:t,figures:e,facts:s,isStreaming:r}){let n=Bt(t,e);return l`<div class="answer" ?data-streaming=${r}>${yr(n).map(i=>i[0].kind==="item"?l`<ul>${i.map(({parts:o})=>l`<li>${o.map(a=>zt(a,s))}</li>`)}</ul>`:l`<p>${i[0].parts.map(o=>zt(o,s))}</p>`)}</div>`}function yr(t){let e=[];for(let s of t)s.kind==="item"&&e.at(-1)?.[0].kind==="item"?e.at(-1).push(s):e.push([s]);return e}function zt({text:t,factId:e},s){let r=s.get(e);return r?l`<rewards-fact .fact=${r} .text=${t}></rewards-fact>`:t}var Vt=g`
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
`;function Gt(t){let e=0,s=vt(t).map(({kind:r,share:n})=>{let i=nt`<rect class=${r} x="${e*100}%" width="${n*100}%" height="100%"
      fill=${r==="unknown"?"url(#unknown)":"currentColor"}></rect>`;return e+=n,i});return l`<svg class="bar" role="img" aria-label=${Ar(t)} preserveAspectRatio="none">
    <defs>
      <pattern id="unknown" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="ground" width="7" height="7"></rect><line class="hatch" y2="7"></line>
      </pattern>
    </defs>
    ${s}
  </svg>`}function Ar({promised:t,granted:e,remaining:s,overIssued:r}){let n=o=>o?$(o):"not known",i=r?.amountMinor?`, ${$(r)} in excess`:"";return`Promised ${n(t)}, granted ${n(e)}, remaining ${n(s)}${i}`}var Kt=30,Ne=class extends v{static properties={card:{},reveal:{attribute:!1},number:{state:!0},isAsking:{state:!0},announcement:{state:!0},error:{state:!0}};static styles=[y,g`
    :host { display: inline-flex; flex-wrap: wrap; gap: 0.125rem 0.5rem; align-items: baseline; }
    button {
      all: unset; cursor: pointer; color: var(--rw-accent); min-height: 1.5rem; min-width: 1.5rem; border-radius: 0.2em;
      text-decoration: underline; text-underline-offset: 0.2em;
    }
    button:focus-visible { outline: 2px solid var(--rw-accent); outline-offset: 2px; }
    button[aria-disabled='true'] { color: var(--rw-muted); cursor: progress; text-decoration: none; }
    .number { font-weight: 600; overflow-wrap: anywhere; white-space: normal; user-select: all; }
    .error { color: var(--rw-alert); white-space: normal; }
  `];#e=0;#t=0;#s=()=>{document.hidden&&this.#n("")};constructor(){super(),this.number=null,this.isAsking=!1,this.announcement="",this.error=""}connectedCallback(){super.connectedCallback(),document.addEventListener("visibilitychange",this.#s),addEventListener("pagehide",this.#o)}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener("visibilitychange",this.#s),removeEventListener("pagehide",this.#o),this.#n("")}willUpdate(e){let s=e.has("card")&&e.get("card")!==void 0;this.number!==null&&(s||!this.reveal)&&this.#n("")}render(){let e=J(this.card);return l`${this.number===null?l`<span><span class="visually-hidden">ending in </span>${e}</span>`:l`<span class="number mono">${this.number}</span>`}${this.reveal?this.#i(e):c}${this.error?l`<span class="error">${this.error}</span>`:c}${this.reveal?l`<span class="visually-hidden" role="status">${this.announcement}</span>`:c}`}#i(e){let s=this.number===null?"Show":"Hide";return l`<button type="button" aria-disabled=${String(this.isAsking)} @click=${this.#r}
      >${s}<span class="visually-hidden"> the number of gift card ${e}</span></button>`}async#r(){if(this.isAsking)return;if(this.number!==null){this.#n("The number is hidden.");return}let e=++this.#t;Object.assign(this,{isAsking:!0,error:"",announcement:""});try{let s=await this.reveal();e===this.#t&&this.isConnected&&this.#a(s)}catch(s){e===this.#t&&(this.error=this.announcement=xr(s))}finally{this.isAsking=!1}}#a(e){document.hidden||(this.number=e,this.announcement=`Gift card number ${e}. It is shown for ${Kt} seconds. This has been recorded.`,this.#e=setTimeout(()=>this.#n("The number is hidden again."),Kt*1e3))}#o=()=>this.#n("");#n(e){clearTimeout(this.#e),this.#t+=1,this.number=null,this.announcement=e}};function xr(t){return t.status===404?"This number cannot be shown.":t.status===429?"Too many numbers in a short time. Wait a moment.":D(t)}customElements.define("rewards-gift-card",Ne);var Zt=g`
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
  @container (max-width: 17rem) { td, th { padding-inline-end: 0.25rem; } }
`;function Jt(t,{withTimes:e=!1,level:s,reveal:r=null}){let n=[...t].sort((o,a)=>Date.parse(o.issuedAt??"")-Date.parse(a.issuedAt??"")||0);return[["Installments",n.filter(({status:o})=>o!=="FAILED")],["Failed attempts",n.filter(({status:o})=>o==="FAILED")]].filter(([,o])=>o.length).map(([o,a])=>l`<section>
    <div class="list-title" role="heading" aria-level=${s}>${o} (${a.length})</div>
    <table>
      <thead class="visually-hidden">
        <tr>${["Date","Amount","Gift card","Status"].map(d=>l`<th scope="col">${d}</th>`)}</tr>
      </thead>
      <tbody>${a.map(d=>Er(d,e,r))}</tbody>
    </table>
  </section>`)}function Er({issuedAt:t,amount:e,giftCard:s,status:r,reversedAmount:n,factIds:i},o,a){let d=t?(o?L:O)(t):"date not known",m=n?.amountMinor?l` <span class="amount">${$(n)}</span>`:c;return l`<tr>
    <td class="nowrap">${d}</td>
    <td class="amount">${e?$(e):"not known"}</td>
    <td class="amount">${kr(s,i?.giftCard,a)}</td>
    <td>${z(r)}${m}</td>
  </tr>`}function kr(t,e,s){return J(t)?l`<rewards-gift-card .card=${t} .reveal=${s&&e?()=>s(e):null}></rewards-gift-card>`:t?"on record":l`<span class="muted">none</span>`}function Qt(t,{level:e}){let s=({status:n})=>n==="ISSUED";return[["Still open",t.filter(ye)],["No longer due",t.filter(n=>!ye(n)&&!s(n))],["Issued items",t.filter(s)]].filter(([,n])=>n.length).map(([n,i])=>Sr(n,i,e))}function Sr(t,e,s){let r=new Set(e.map(Yt)),[n]=r.size===1?r:[""];return l`<section>
    <div class="list-title" role="heading" aria-level=${s}>${t} (${e.length})${n?l`<span class="why">: ${n.toLowerCase()}</span>`:c}</div>
    <ul class="items">${e.map(i=>_r(i,n?"":Yt(i)))}</ul>
  </section>`}function Yt({status:t,reason:e}){return t==="ISSUED"?"":e&&e!=="COMPLETE"?X(e):z(t)}function _r({title:t,lineItemId:e,promised:s},r){let n=r?l`<span class="why"> · ${r.toLowerCase()}</span>`:c;return l`<li>
    <span class="name">${t??e}${n}</span>
    <span class="amount">${$(s)}</span>
  </li>`}var Cr=[["promised","Promised"],["granted","Granted"],["remaining","Remaining"]],Ir=[["pending","pending","of it reserved, not issued yet"],["reversed","closed","reversed"],["cancelled","closed","cancelled"],["expired","closed","expired"],["overIssued","overIssued","issued in excess"]],Tr={ISSUED:"good",FAILED:"bad",UNKNOWN:"unsure",PARTIALLY_ISSUED:"part"},Or=new Set(["COMPLETE","SOURCE_UNAVAILABLE","REVERSED","OVER_ISSUED"]),Le=class extends v{static properties={position:{attribute:!1},level:{type:Number},withTimes:{type:Boolean},reveal:{attribute:!1}};static styles=[y,Vt,Zt,g`
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
  `];constructor(){super(),this.level=3}render(){let{amounts:e,installments:s,items:r,historyNote:n}=this.position;return l`<article aria-labelledby="title">
      ${this.#e()}
      <dl class="headline">${Cr.map(([i,o])=>this.#t(i,o))}</dl>
      ${Gt(e)}
      ${this.#i()}
      ${this.#r()}
      ${Jt(s,{withTimes:this.withTimes,level:this.level+1,reveal:this.reveal})}
      ${n?l`<p class="small muted">${n}</p>`:c}
      ${Qt(r,{level:this.level+1})}
    </article>`}#e(){let{promotionName:e,promotionId:s,benefitType:r,issuanceStatus:n,reversalStatus:i,dates:o}=this.position,a=[o.createdAt&&`promised ${o.isCreationExact?"":"by "}${O(o.createdAt)}`,o.revealedAt&&`revealed ${O(o.revealedAt)}`,o.expiresAt&&`valid until ${O(o.expiresAt)}`].filter(Boolean),d=_t(i);return l`<header>
      <div class="top">
        <div id="title" class="title" role="heading" aria-level=${this.level}>${e??s}</div>
        <div class="chips">
          <span class="chip ${Tr[n]??""}">${z(n)}</span>
          ${d?l`<span class="chip">${d}</span>`:c}
        </div>
      </div>
      <p class="when">${[Ct(r),...a].join(" · ")}</p>
    </header>`}#t(e,s){let r=this.position.amounts[e],n=this.position.facts[e],i=e==="promised"?c:l`<span class="dot ${r?e:"unknown"}"></span>`;if(!r)return l`<div><dt>${i}${s}</dt><dd class="unknown">${this.#s()}</dd></div>`;let o=$(r),a=n?l`<rewards-fact .fact=${n} .text=${o}></rewards-fact>`:o;return l`<div><dt>${i}${s}</dt><dd class="amount" data-figure=${e}>${a}</dd></div>`}#s(){let{reasons:e,amounts:s}=this.position;return e.includes("SCRATCH_CARD_UNREVEALED")&&!e.includes("SOURCE_UNAVAILABLE")&&s.promised===null?"once revealed":"not known"}#i(){let{amounts:e}=this.position,s=Ir.filter(([r])=>r==="pending"?Ae(e.pending,e.remaining):e[r]?.amountMinor>0);return s.length?l`<ul class="aside">${s.map(([r,n,i])=>l`<li data-figure=${r}>
      <span class="dot ${n}"></span><span class="amount">${$(e[r])}</span> ${i}
    </li>`)}</ul>`:c}#r(){let{reasons:e,items:s}=this.position,r=new Set(s.map(({reason:i})=>i)),n=e.filter(i=>!Or.has(i)&&!r.has(i));return n.length?l`<p class="reasons">${n.map(X).join(" · ")}</p>`:c}};customElements.define("rewards-cashback-card",Le);var es=g`
  .next { display: flex; flex-wrap: wrap; gap: 0.375rem; }
  .next button {
    min-height: 1.75rem; padding: 0.125rem 0.625rem; border-radius: 0.875rem; font-size: 0.8125rem; text-align: start;
    overflow-wrap: anywhere; color: var(--rw-accent);
  }
  .next button:hover { background: var(--rw-accent-soft); }
  .next .muted { font-size: 0.75rem; }
`;function ts({choices:t=[],suggestions:e=[],language:s="en"},r){if(t.length)return Xt({label:"Orders to choose from",language:"en"},t.map(Rr),r);let n=e.map(i=>({question:i,beside:""}));return Xt({label:"Questions to ask next",language:s},n,r)}function Rr({businessReferenceId:t,createdOn:e,promised:s}){return{question:t,beside:[e,s].filter(Boolean).join(", ")}}function Xt({label:t,language:e},s,r){return s.length?l`<ul class="next" aria-label=${t}>${s.map(({question:n,beside:i})=>l`
    <li><button type="button" lang=${e} @click=${()=>r(n)}>${n}${i?l` <span class="muted">${i}</span>`:c}</button></li>`)}
  </ul>`:c}var Nr=4e3,De=class extends v{static properties={text:{},outcome:{state:!0}};static styles=[y,g`
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
  `];#e=0;constructor(){super(),this.outcome=""}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.#e)}render(){let e={copied:"✓ Copied",failed:"Not copied"}[this.outcome]??"Copy";return l`<section aria-labelledby="title">
      <header>
        <span id="title" class="title">Reply for the customer</span>
        <button type="button" ?data-done=${this.outcome==="copied"} @click=${this.#s}>${e}</button>
      </header>
      <p id="text">${this.text}</p>
      <span class="visually-hidden" role="status">${this.#t()}</span>
    </section>`}#t(){return this.outcome==="copied"?"The reply was copied.":this.outcome==="failed"?"The browser did not allow copying. The text is selected: copy it by hand.":""}async#s(){try{await navigator.clipboard.writeText(this.text),this.outcome="copied"}catch{this.outcome="failed",getSelection()?.selectAllChildren(this.renderRoot.getElementById("text"))}clearTimeout(this.#e),this.#e=setTimeout(()=>{this.outcome=""},Nr)}};customElements.define("rewards-reply-draft",De);var ss=4,Lr="offline",Pe=class extends v{static properties={turns:{attribute:!1},reveal:{attribute:!1}};static styles=[y,Ft,es,g`
    :host { display: grid; gap: 1.25rem; }
    .turn { display: grid; gap: 0.625rem; min-width: 0; }
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
  `];get anchor(){let e=this.renderRoot.querySelector(".turn:last-of-type");return e?.querySelector(".partial, .turn > .order")??e}render(){return l`${wt(this.turns,({key:e})=>e,e=>this.#e(e))}`}#e(e){let s=te(e.sources);return l`<section class="turn" data-state=${e.state} aria-label="Question and answer">
      <div class="question"><span class="visually-hidden">You asked: </span>${e.question}</div>
      ${this.#i(e)}
      ${s.length?l`<div class="notice partial">${s.map(r=>l`<p>${r}</p>`)}</div>`:c}
      ${Nt(e.sources)?Ur(e.facts):c}
      ${this.#t(e)}
      ${this.#r(e)}
      ${e.answer?.replyDraft?l`<rewards-reply-draft .text=${e.answer.replyDraft}></rewards-reply-draft>`:c}
      ${e.answer?Mr(e.answer):c}
      ${e.answer&&e===this.turns.at(-1)?ts(e.answer,this.#n):c}
      ${e.state==="stopped"?this.#a(e):c}
      ${e.problem?this.#o(e):c}
    </section>`}#t(e){let s=Q(e),r=s.map(n=>Pr(n,this.#s(e)));return e.answer?.choices?.length?l`<details class="found"><summary>Results for ${s.length} orders</summary>${r}</details>`:r}#s({answer:e}){return!this.reveal||!e||e.kept===!1?null:s=>this.reveal(e.conversationId,s)}#i({steps:e,state:s,text:r}){let n=s==="streaming"&&!r&&e.every(({status:i})=>i!==null);return!e.length&&!n?c:l`<ul class="steps">
      ${e.map(i=>Dr(i,s))}
      ${n?l`<li><span class="spinner"></span>${e.length?"Preparing the answer…":"Thinking…"}</li>`:c}
    </ul>`}#r({text:e,answer:s,facts:r,state:n}){return e?jt({text:e,figures:s?.figures??[],facts:r,isStreaming:n==="streaming"}):c}#a(e){return l`<div class="row small muted"><span>Stopped. This answer is incomplete and was not saved.</span>
      <button type="button" @click=${()=>this.#l(e)}>Ask again</button></div>`}#o(e){let{code:s,requestId:r}=e.problem;return l`<div class="problem row">
      <div>
        <p>${D(e.problem)}</p>
        <p class="small">${s}${r?l` · request <span class="mono">${r}</span>`:c}</p>
      </div>
      <button type="button" @click=${()=>this.#l(e)}>Retry</button>
    </div>`}#n=e=>{this.dispatchEvent(new CustomEvent("ask-next",{detail:e}))};#l(e){this.dispatchEvent(new CustomEvent("retry-turn",{detail:e}))}};function Dr({name:t,arguments:e,status:s,latencyMs:r},n){let i=ee(t,e,{isDone:s!==null});if(s===null){let m=n==="streaming"?l`<span class="spinner"></span>`:l`<span class="mark gap">–</span>`;return l`<li>${m}<span>${i}</span></li>`}let o=Ot(s),a=s!=="ok",d=`${Math.max(1,Math.round(r))} ms`;return l`<li title=${d}><span class="mark ${a?"gap":""}" aria-hidden="true">${a?"!":"✓"}</span>
    <span>${i}${o?`: ${o}`:""}</span></li>`}function Pr({order:t,positions:e},s){let r=i=>l`<rewards-cashback-card .position=${i} .reveal=${s}
    ></rewards-cashback-card>`,n=e.slice(ss);return l`<div class="order"><span class="muted">Order</span> ${t}</div>
    ${e.slice(0,ss).map(r)}
    ${n.length?l`<details><summary>${n.length} more</summary>${n.map(r)}</details>`:c}`}function Mr({outcome:t,degraded:e,model:s,kept:r}){let n=s===Lr,i=[Rt(t),n?"Answered without a language model":`Answered with ${s}`,e&&!n&&"The usual model did not answer completely",r===!1&&"Not saved"];return l`<p class="meta">${i.filter(Boolean).join(" · ")}</p>`}customElements.define("rewards-message-list",Pe);function Ur(t){let e=[...t.values()].map(s=>s.asOf).filter(Boolean).sort((s,r)=>new Date(s)-new Date(r));return e.length?l`<p class="muted small as-of">As of ${L(e[0])}</p>`:c}var qr=["caseId","customerId","orderId","conversationId"];function Me(t){let e=qr.map(s=>[s,t?.[s]]).filter(([,s])=>typeof s=="string"&&s);return Object.freeze(Object.fromEntries(e))}function rs(t,e,s){let r=["caseId","customerId","orderId"].some(i=>t[i]!==e[i]),n=e.conversationId===t.conversationId||e.conversationId===s;return r||!n}var ns=g`
  :host {
    display: grid; grid-template: auto minmax(0, 1fr) auto auto / minmax(0, 1fr); position: relative; height: 100%;
    min-height: 24rem; min-width: 0; overflow: hidden;
  }
  header {
    display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.5rem; min-height: 3rem;
    padding: 0.25rem 0.5rem 0.25rem 1rem; border-bottom: 1px solid var(--rw-line);
  }
  h2 { font-size: 0.9375rem; font-weight: 600; }
  header button { flex: none; font-size: 0.8125rem; }
  header button:disabled { visibility: hidden; }

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
`;var is=g`
  .sign-in {
    display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; justify-content: space-between;
    margin: 0.75rem 0.75rem 0;
  }
  .sign-in button { color: var(--rw-ink); }
`,Hr={signInRequired:"signIn.required",signInTimedOut:"signIn.timedOut",signInFailed:"signIn.failed"};function os(t,e){return l`<div class="notice sign-in" part="sign-in">
    <span>${j(Hr[t]??"signIn.ended")}</span>
    <button type="button" @click=${e}>${j("signIn.button")}</button>
  </div>`}var Wr=4e3,Br=1,Ue=class extends v{static properties={endpoint:{},heading:{},context:{type:Object,noAccessor:!0},locale:{},replyLocale:{attribute:"reply-locale"},theme:{reflect:!0},audience:{reflect:!0},suggestions:{type:Array},tokenProvider:{attribute:!1},canReveal:{type:Boolean,attribute:"can-reveal"},isMoreBelow:{state:!0}};static styles=[Wt,y,ns,is];#e=Me(null);#t=new se(this);#s=new AbortController;#i=null;#r=null;constructor(){super(),this.endpoint="",this.heading="",this.locale="",this.replyLocale="",this.theme="auto",this.audience="staff",this.suggestions=[],this.tokenProvider=null,this.canReveal=!1,this.isMoreBelow=!1,new ne(this)}get context(){return this.#e}set context(e){let s=this.#e;this.#e=Me(e),rs(s,this.#e,this.#t.id)&&this.#g(this.#e.conversationId),this.requestUpdate("context",s)}get turns(){return this.#t.turns}get isStreaming(){return this.#t.isStreaming}async ask(e){!this.tokenProvider||!this.isConnected||await this.#t.ask(e)}stop(){this.#t.stop()}newConversation(){this.#t.open(void 0),this.#t.announcement="New conversation."}openConversation(e){this.#t.open(e)}async signedIn(){await this.#t.signedIn()}focus(e){this.#n?.focus(e)}notify(e,s){this.dispatchEvent(new CustomEvent(e,{detail:s,bubbles:!0,composed:!0}))}requestToken=e=>this.tokenProvider?.({...e,context:this.#e});disconnectedCallback(){super.disconnectedCallback(),this.#s.abort(),this.#r?.disconnect()}connectedCallback(){super.connectedCallback(),this.#s.signal.aborted&&(this.#s=new AbortController),this.#r?.watch(this.#l)}firstUpdated(){this.#r=new ie(this.renderRoot.querySelector(".log"),()=>this.#l?.anchor??null,e=>{this.isMoreBelow=e}),this.notify("ready",{version:Br})}willUpdate(e){e.has("locale")&&this.locale&&Ht(this.locale)}updated(){this.lang=qt();let e=this.turns.at(-1)?.key??null;e!==this.#i&&((e===null||this.#i===null)&&this.#r.watch(this.#l),this.#r.resume(),this.#i=e)}render(){let{signInCode:e,announcement:s}=this.#t;return l`
      <header part="header">
        <h2 part="heading">${this.heading||j("sidebar.heading")}</h2>
        <button type="button" class="quiet" part="new-conversation" @click=${this.#h} ?disabled=${!this.turns.length}
          >New conversation</button>
      </header>
      <div class="log" part="log" role="log" aria-live="off" aria-label="Conversation" aria-busy=${String(this.isStreaming)}
        tabindex="0">
        ${this.turns.length?l`<rewards-message-list .turns=${this.turns} .reveal=${this.canReveal?this.#w:null}
              @retry-turn=${this.#p} @ask-next=${this.#f}></rewards-message-list>`:this.#a()}
      </div>
      ${e?os(e,this.#m):c}
      ${this.#o()}
      <div class="visually-hidden" role="status" aria-live="polite">${s}</div>`}#a(){return l`<div class="welcome">
      <p class="lead">Ask what was promised, what was granted and what remains.</p>
      <p class="muted small">Every figure shows the records it comes from.</p>
      ${this.suggestions.length?l`<ul aria-label="Questions to try">${this.suggestions.map(e=>l`
        <li><button type="button" class="suggestion" part="suggestion" ?disabled=${!this.tokenProvider}
          @click=${()=>this.ask(e)}>${e}</button></li>`)}
      </ul>`:c}
    </div>`}#o(){return l`<form class="composer" part="composer" @submit=${this.#d}>
      ${this.isMoreBelow?l`<button type="button" class="more" aria-label="More below"
        title="More below" @click=${()=>this.#r.showEnd()}>↓</button>`:c}
      <label class="visually-hidden" for="question">Your question</label>
      <textarea id="question" part="question" rows="1" maxlength=${Wr} placeholder="Ask about an order or customer"
        aria-describedby="hint" autocomplete="off" @keydown=${this.#c}></textarea>
      ${this.isStreaming?l`<button type="button" class="stop" part="stop" @click=${this.#u}>Stop</button>`:l`<button type="submit" class="primary" part="send" ?disabled=${!this.tokenProvider}>Send</button>`}
      <span id="hint" class="hint muted">Enter sends, Shift+Enter starts a new line</span>
    </form>`}get#n(){return this.renderRoot?.getElementById("question")}get#l(){return this.renderRoot.querySelector("rewards-message-list")}#c(e){e.key!=="Enter"||e.shiftKey||e.isComposing||(e.preventDefault(),this.isStreaming||e.target.form.requestSubmit())}#d(e){e.preventDefault();let s=this.#n,r=s.value;!r.trim()||this.isStreaming||!this.tokenProvider||(s.value="",this.ask(r))}#h(){this.newConversation(),this.#n.focus()}#u(){this.stop(),this.#n.focus()}#p({detail:e}){this.#n.focus(),this.#t.retry(e)}#m=()=>this.notify("auth-required",{code:this.#t.signInCode});#f({detail:e}){this.#n.focus(),this.ask(e)}#g(e){this.#s.abort(),this.#s=new AbortController,this.#t.open(e),this.#n&&(this.#n.value="")}#w=(e,s)=>Et({endpoint:this.endpoint,conversationId:e,factId:s,signal:this.#s.signal},this.requestToken)};customElements.define("rewards-sidebar",Ue);export{Ue as RewardsSidebar};
